// The sources, each line as warm as what it puts on the heap; sites open below their lines.
const FILE = document.getElementById("file");
const CODE = document.getElementById("code");
const CHUNK = 80;
const KEYWORDS = new Set(("break case chan const continue default defer else fallthrough for func go goto if import " +
  "interface map package range return select struct switch type var").split(" "));
// Comments, strings, characters, names, numbers, and whatever else there is.
const TOKEN = new RegExp([
  "//[^\\n]*|/\\*[^]*?(?:\\*/|$)",
  "`[^`]*(?:`|$)|\"(?:\\\\.|[^\"\\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\\n])*'?",
  "[\\p{L}_][\\p{L}\\p{N}_]*|\\d[\\w.]*|[^]",
].join("|"), "gu");
const bySource = new Map(); // file → line → sites
const source = { file: -1, line: 0 };

for (const site of DATA.sites) {
  if (fileOf(site.pl).src === null) continue;
  if (!bySource.has(site.pl[0])) bySource.set(site.pl[0], new Map());
  const lines = bySource.get(site.pl[0]);
  if (!lines.has(site.pl[1])) lines.set(site.pl[1], []);
  lines.get(site.pl[1]).push(site);
}

function tokenClass(text) {
  const first = text[0];
  if (text.startsWith("//") || text.startsWith("/*")) return "c";
  if (first === '"' || first === "`" || (first === "'" && text.length > 1)) return "s";
  if (first >= "0" && first <= "9") return "d";
  return KEYWORDS.has(text) ? "k" : "";
}

// Lines of elements and plain text.
function highlight(text) {
  const lines = [[]];
  let plain = "";
  const flush = () => {
    if (plain) lines[lines.length - 1].push(plain);
    plain = "";
  };
  for (const [token] of text.matchAll(TOKEN)) {
    const kind = tokenClass(token);
    token.split("\n").forEach((part, n) => {
      if (n) {
        flush();
        lines.push([]);
      }
      if (!kind) plain += part;
      else if (part) {
        flush();
        lines[lines.length - 1].push(el("span", { class: kind }, part));
      }
    });
  }
  flush();
  return lines;
}

function heatOf(sites) {
  return Math.max(...sites.map((site) => site.w));
}

function sourceLine(number, line, content) {
  const here = bySource.get(number)?.get(line) || [];
  const heat = here.length ? heatOf(here) : 0;
  const link = { class: "no", href: "#source=" + number + ":" + line, tabindex: here.length ? null : "-1" };
  const name = el("a", link, String(line));
  const row = el("div", { class: "ln" + (heat ? " h" + heat : ""), id: "L" + line }, name);
  if (here.length) {
    const hot = here.filter((site) => site.st < 2).length;
    row.append(el("button", {
      type: "button", class: heat ? "" : "cool", "aria-expanded": "false",
      "aria-label": say("sites_here", { n: here.length, line: line }), onclick: () => toggleLine(row, here),
    }, heat ? String(hot) : "·"));
  } else row.append(el("span", {}));
  row.append(el("span", {}, content.length ? content : "\u200b"));
  return row;
}

function toggleLine(row, sites, open) {
  const button = row.querySelector("button");
  const wanted = open === undefined ? button.getAttribute("aria-expanded") !== "true" : open;
  button.setAttribute("aria-expanded", String(wanted));
  let under = row.nextElementSibling?.classList.contains("under") ? row.nextElementSibling : null;
  if (wanted && !under) {
    const sorted = [...sites].sort(ORDERS.worst);
    const items = sorted.map((site) => siteItem(site, "u-"));
    under = el("div", { class: "under" }, el("ol", { class: "items" }, items));
    row.after(under);
    if (sorted.length === 1) toggleSite(under.querySelector(".site"), sorted[0], "d-" + sorted[0].id + "u-", true);
  }
  if (under) under.hidden = !wanted;
}

function showFile(number) {
  if (source.file === number) return;
  source.file = number;
  FILE.value = String(number);
  const file = DATA.files[number];
  if (!file || file.src === null) {
    CODE.replaceChildren(el("p", { class: "muted", style: "padding: .5rem 1rem" }, WORDS.no_source));
    return;
  }
  const lines = highlight(file.src);
  const chunks = [];
  for (let at = 0; at < lines.length; at += CHUNK) {
    const part = lines.slice(at, at + CHUNK);
    const chunk = el("div", { class: "chunk", style: `contain-intrinsic-size: auto ${part.length * 19}px` });
    chunk.append(...part.map((content, n) => sourceLine(number, at + n + 1, content)));
    chunks.push(chunk);
  }
  CODE.replaceChildren(...chunks);
}

function showSource(number, line) {
  showFile(number);
  CODE.querySelector(".here")?.classList.remove("here");
  source.line = line;
  const row = line ? document.getElementById("L" + line) : null;
  if (!row) return;
  row.classList.add("here");
  const here = bySource.get(number)?.get(line);
  if (here) toggleLine(row, here, true);
  row.scrollIntoView({ block: "center" });
  (row.querySelector("button") || row.querySelector("a")).focus({ preventScroll: true });
}

function moveHot(step) {
  const lines = [...(bySource.get(source.file)?.entries() || [])]
    .filter(([, sites]) => heatOf(sites) > 0)
    .map(([line]) => line)
    .sort((a, b) => a - b);
  const next = step > 0 ? lines.find((line) => line > source.line) : lines.findLast((line) => line < source.line);
  if (next !== undefined) location.hash = "#source=" + source.file + ":" + next;
}

function fillFiles() {
  const groups = new Map();
  DATA.files.forEach((file, number) => {
    if (file.src === null || !bySource.has(number)) return;
    let hot = 0;
    for (const sites of bySource.get(number).values()) hot += sites.filter((site) => site.st === 0).length;
    const name = DATA.packages[file.p];
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push([hot, number, file.name]);
  });
  for (const [name, files] of [...groups].sort((a, b) => a[0].localeCompare(b[0]))) {
    files.sort((a, b) => b[0] - a[0] || a[2].localeCompare(b[2]));
    const options = files.map(([hot, number, text]) => el("option", { value: number }, `${text} (${hot})`));
    FILE.append(el("optgroup", { label: name }, options));
  }
}

fillFiles();
FILE.addEventListener("change", () => (location.hash = "#source=" + FILE.value + ":0"));
document.getElementById("next").addEventListener("click", () => moveHot(1));
document.getElementById("previous").addEventListener("click", () => moveHot(-1));
