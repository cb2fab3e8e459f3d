// The list of sites and its filter. Only what comes into view becomes elements.
const PIECE = 120;
const FORM = document.getElementById("filter");
const LIST = document.getElementById("list");
const MORE = document.getElementById("more");
const COUNT = document.getElementById("count");
const CHIP = document.getElementById("chip");
const list = { found: [], shown: 0, only: null }; // only: a function, [package, name]

for (const [number, site] of DATA.sites.entries()) {
  site.number = number;
  const cause = site.c ? site.c + " " + DATA.causes[site.c].name + " " + DATA.causes[site.c].title : "";
  const words = [site.n, DATA.kinds[site.k], site.t, functionName(site), placeName(site.pl), DATA.packages[site.p]];
  words.push(cause, site.hd || "");
  site.words = words.join("\n").toLowerCase();
}

function checked(name) {
  return new Set([...FORM.querySelectorAll(`input[name="${name}"]:checked`)].map((input) => input.value));
}

// What people can tick, and what of a site it is about.
const FACETS = { state: (site) => String(site.st), cause: (site) => site.c, kind: (site) => site.k };

// The sites that match; on the way counts how many more each box would bring, or brings.
function matching() {
  const texts = FORM.elements.text.value.toLowerCase().split(/\s+/).filter((part) => part);
  const loops = FORM.elements.loops.checked;
  const pack = FORM.elements.package ? FORM.elements.package.value : "";
  const wanted = Object.entries(FACETS).map(([name, value]) => [name, value, checked(name)]);
  const counts = { state: {}, cause: {}, kind: {} };
  const found = DATA.sites.filter((site) => {
    if (loops && !site.lo) return false;
    if (pack !== "" && String(site.p) !== pack) return false;
    if (list.only && (site.p !== list.only[0] || site.f !== list.only[1])) return false;
    if (!texts.every((part) => site.words.includes(part))) return false;
    const failing = wanted.filter(([, value, values]) => values.size && !values.has(value(site)));
    for (const [name, value] of failing.length ? (failing.length === 1 ? failing : []) : wanted) {
      counts[name][value(site)] = (counts[name][value(site)] || 0) + 1;
    }
    return failing.length === 0;
  });
  showCounts(counts);
  return found;
}

function showCounts(counts) {
  for (const box of FORM.querySelectorAll("input[name=state], input[name=cause], input[name=kind]")) {
    const count = counts[box.name][box.value] || 0;
    const label = box.closest("label");
    label.lastElementChild.textContent = NUMBER.format(count);
    label.classList.toggle("zero", !count);
  }
}

const ORDERS = {
  worst: (a, b) => a.st - b.st || b.sc - a.sc || a.number - b.number,
  size: (a, b) => (b.s ?? -1) - (a.s ?? -1) || a.number - b.number,
  source: (a, b) => a.p - b.p || placeOrder(a.pl, b.pl) || a.number - b.number,
};

function placeOrder(a, b) {
  const files = fileOf(a).name.localeCompare(fileOf(b).name);
  return files || a[1] - b[1] || a[2] - b[2];
}

function applyFilter() {
  list.found = matching().sort(ORDERS[FORM.elements.sort.value]);
  list.shown = 0;
  LIST.replaceChildren();
  const numbers = { n: NUMBER.format(list.found.length), all: NUMBER.format(DATA.sites.length) };
  COUNT.textContent = list.found.length ? say("shown", numbers) : WORDS.none;
  CHIP.hidden = !list.only;
  if (list.only) CHIP.textContent = say("function_only", { function: list.only[1] || WORDS.init }) + " ×";
  showMore(PIECE);
}

function showMore(count) {
  const next = list.found.slice(list.shown, list.shown + count);
  list.shown += next.length;
  LIST.append(...next.map((site) => siteItem(site)));
  MORE.hidden = list.shown >= list.found.length;
}

new IntersectionObserver((entries) => {
  if (entries.some((entry) => entry.isIntersecting)) showMore(PIECE);
}, { rootMargin: "800px" }).observe(MORE);

// The page as people see it comes before the rest while they type.
let waiting = 0;
FORM.addEventListener("input", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(applyFilter);
});
FORM.addEventListener("submit", (event) => event.preventDefault());
FORM.querySelector("[type=reset]").addEventListener("click", (event) => {
  event.preventDefault();
  clearFilter();
  applyFilter();
});

function clearFilter() {
  FORM.reset();
  list.only = null;
}

CHIP.addEventListener("click", () => {
  list.only = null;
  applyFilter();
  FORM.elements.text.focus();
});
window.addEventListener("beforeprint", () => showMore(list.found.length));

// Only what a link of the overview is about.
function choose(data) {
  clearFilter();
  list.only = data.function !== undefined ? [Number(data.package), data.function] : null;
  if (data.cause) {
    const box = FORM.querySelector(`input[name="cause"][value="${data.cause}"]`);
    box.checked = true;
    box.closest("details").open = true;
  } else if (list.only === null && FORM.elements.package) FORM.elements.package.value = data.package;
  applyFilter();
}

function openSite(id) {
  const site = DATA.sites.find((other) => other.id === id);
  if (!site) return;
  let at = list.found.indexOf(site);
  if (at < 0) {
    clearFilter();
    const box = FORM.querySelector(`input[name="state"][value="${site.st}"]`);
    if (box) box.checked = true;
    applyFilter();
    at = list.found.indexOf(site);
  }
  if (at >= list.shown) showMore(at + PIECE - list.shown);
  const item = document.getElementById("s-" + id);
  toggleSite(item, site, "d-" + id, true);
  item.scrollIntoView({ block: "start" });
  item.firstChild.focus({ preventScroll: true });
}

function moveSite(step) {
  const rows = [...LIST.querySelectorAll(".row")];
  const at = rows.findIndex((row) => row.parentNode.contains(document.activeElement));
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (next) next.focus();
}
