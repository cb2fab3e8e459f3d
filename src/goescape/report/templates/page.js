// Views by the address, the theme, and keys.
const VIEWS = ["overview", "sites", "source"];
const THEMES = ["auto", "light", "dark"];
const THEME = document.getElementById("theme");

function show(wanted) {
  if (view(wanted).hidden) window.scrollTo(0, 0);
  for (const name of VIEWS) view(name).hidden = name !== wanted;
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === wanted) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function route() {
  const [name, value] = location.hash.slice(1).split("=");
  if (name === "site") {
    show("sites");
    openSite(decodeURIComponent(value));
  } else if (name === "source") {
    show("source");
    const [file, line] = value ? value.split(":").map(Number) : [source.file < 0 ? Number(FILE.value) : source.file, 0];
    showSource(file, line);
  } else show(name === "sites" ? "sites" : "overview");
}

function remembered(value) {
  try {
    if (value !== undefined) localStorage.setItem("goescape-theme", value);
    return localStorage.getItem("goescape-theme");
  } catch {
    return null; // a page from a file may have no storage
  }
}

function setTheme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  THEME.textContent = WORDS["theme_" + name];
  THEME.dataset.now = name;
}

THEME.addEventListener("click", () => {
  const next = THEMES[(THEMES.indexOf(THEME.dataset.now) + 1) % THEMES.length];
  setTheme(next);
  remembered(next);
});

view("overview").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-cause], a[data-package]");
  if (link) choose(link.dataset);
});

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input[type=search], select, textarea");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing) {
    event.preventDefault(); // which would empty the field
    event.target.blur();
    return;
  }
  if (typing) return;
  const inSites = !view("sites").hidden;
  const item = document.activeElement?.closest(".site");
  if (event.key === "/") {
    if (!inSites) location.hash = "#sites";
    setTimeout(() => FORM.elements.text.focus());
  } else if (event.key === "j" || event.key === "k") {
    if (inSites) moveSite(event.key === "j" ? 1 : -1);
    else if (!view("source").hidden) moveHot(event.key === "j" ? 1 : -1);
  } else if (event.key === "Escape" && item) {
    item.firstChild.focus();
    if (item.firstChild.getAttribute("aria-expanded") === "true") item.firstChild.click();
  } else if (event.key === "s" && item) {
    const site = DATA.sites.find((other) => item.id.endsWith("s-" + other.id));
    if (site && fileOf(site.pl).src !== null) location.hash = "#source=" + site.pl[0] + ":" + site.pl[1];
  } else return;
  event.preventDefault();
});

window.addEventListener("hashchange", route);
if (matchMedia("(max-width: 60rem)").matches) for (const group of FORM.querySelectorAll("details")) group.open = false;
setTheme(THEMES.includes(remembered()) ? remembered() : "auto");
applyFilter();
route();
