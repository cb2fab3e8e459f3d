// One site: its line in the list, and all that there is to say about it.
function functionName(site) {
  return site.f || WORDS.init;
}

function facts(site) {
  const out = [DATA.kinds[site.k]];
  if (site.s !== undefined) out.push(say("bytes", { n: NUMBER.format(site.s) }));
  if (site.ms) out.push(say("measured", { bytes: NUMBER.format(site.ms[0]), objects: NUMBER.format(site.ms[1]) }));
  return out.join(" · ");
}

function loopWords(depth) {
  return depth === 1 ? WORDS.in_loop : say("in_nested", { n: depth });
}

function siteItem(site, level) {
  const id = "d-" + site.id + (level || "");
  const state = STATES[site.st];
  const tags = [
    site.lo ? el("span", { class: "tag loop" }, loopWords(site.lo)) : null,
    site.st ? el("span", { class: "tag " + state }, WORDS["status_" + state]) : null,
    site.c ? el("span", { class: "tag cause", title: DATA.causes[site.c].title }, site.c) : null,
  ];
  const spaced = tags.filter((tag) => tag).flatMap((tag) => [tag, " "]);
  const row = el("button", { type: "button", class: "row", "aria-expanded": "false", "aria-controls": id },
    el("span", { class: "heat h" + site.w, title: site.w ? say("weight", { n: site.w }) : null }),
    el("span", { class: "what" }, el("code", {}, site.n), el("span", { class: "facts" }, facts(site))),
    el("span", { class: "tags" }, spaced),
    el("span", { class: "why" }, site.hd ? prose(site.hd) : WORDS.stays),
    el("span", { class: "place code" }, functionName(site) + " · " + placeName(site.pl)));
  const item = el("li", { class: "site", id: (level || "") + "s-" + site.id }, row);
  row.addEventListener("click", () => toggleSite(item, site, id));
  return item;
}

function toggleSite(item, site, id, open) {
  const row = item.firstChild;
  const wanted = open === undefined ? row.getAttribute("aria-expanded") !== "true" : open;
  row.setAttribute("aria-expanded", String(wanted));
  let detail = item.querySelector(":scope > .detail");
  if (wanted && !detail) {
    detail = siteDetail(site);
    detail.id = id;
    item.append(detail);
  }
  if (detail) detail.hidden = !wanted;
}

function siteDetail(site) {
  const left = el("div", {});
  const source = frame(site.pl, widthAt(site.pl, site.n), 2);
  if (source) left.append(source);
  if (site.br) {
    left.append(el("p", {}, prose(say("made_in", { callee: "`" + site.br[0] + "`" })), " ", placeLink(site.br[1])));
    const there = frame(site.br[1], widthAt(site.br[1], site.n), 0);
    if (there) left.append(there);
  }
  if (site.sg) left.append(el("p", { class: "advice" }, prose(site.sg)));
  left.append(siteLinks(site));
  if (site.sp && site.sp.length) left.append(el("h3", {}, WORDS.story), steps(site.sp));
  if (site.ce && site.ce.length) left.append(el("h3", {}, WORDS.callees), steps(site.ce));
  if (site.cp) left.append(el("h3", {}, WORDS.copies), copies(site.cp));
  if (site.c) left.append(about(site.c));
  const detail = el("div", { class: site.g ? "detail" : "detail single" }, left);
  if (site.g) detail.append(el("div", {}, el("h3", {}, WORDS.flow), drawFlow(site.g, site.n)));
  return detail;
}

function siteLinks(site) {
  const out = el("p", { class: "links" });
  if (fileOf(site.pl).src !== null) out.append(placeLink(site.pl, WORDS.show_source));
  out.append(el("a", { href: "#site=" + site.id }, WORDS.link));
  if (site.t) out.append(el("span", {}, WORDS.type + " ", el("code", {}, site.t)));
  if (site.lm && site.st === 0) out.append(el("span", {}, say("limit", { n: NUMBER.format(site.lm) })));
  return out;
}

function steps(numbers) {
  const list = el("ol", { class: "steps" });
  let owner = null;
  for (const number of numbers) {
    const [text, place, name] = DATA.steps[number];
    const item = el("li", {});
    if (name !== owner) {
      item.append(el("div", { class: "fn code" }, name || WORDS.init));
      owner = name;
    }
    item.append(...prose(text));
    if (place) {
      item.append(el("span", { class: "at" }, placeLink(place)));
      const line = frame(place, 1, 0);
      if (line) item.append(line);
    }
    list.append(item);
  }
  return list;
}

function copies(list) {
  const out = el("ul", { class: "copies" });
  for (const [heap, name, calls] of list) {
    const what = say(heap ? "copy_heap" : "copy_stack", { function: name });
    const item = el("li", {}, el("span", { class: heap ? "heap" : "stack" }, what), " ");
    for (const [callee, place] of calls) {
      item.append(" ", placeLink(place), " ", el("code", { class: "muted" }, callee));
    }
    out.append(item);
  }
  return out;
}

// What the catalogue says about a cause, when somebody asks.
function about(code) {
  const cause = DATA.causes[code];
  const head = el("summary", {}, say("about", { code: code }) + ": ", prose(cause.title));
  const out = el("details", { class: "about" }, head);
  out.addEventListener("toggle", () => {
    if (out.open && out.children.length === 1) out.append(...aboutCause(cause));
  });
  return out;
}

function aboutCause(cause) {
  const part = (title, text) => [el("h3", {}, title), el("p", {}, prose(text))];
  const code = (title, text) =>
    text ? el("div", {}, el("h3", {}, title), el("pre", { class: "frame", tabindex: "0" }, text)) : null;
  return [
    el("p", {}, prose(cause.what)),
    ...part(WORDS.why, cause.why),
    ...part(WORDS.instead, cause.instead),
    ...part(WORDS.leave, cause.leave),
    el("div", { class: "examples" }, code(WORDS.example, cause.example), code(WORDS.instead, cause.alternative)),
  ];
}
