// The flow of a value, drawn from top to bottom: a box for each value, variable, result and the heap, a line for what
// leads from one to the next, with the places where it happens. Values of one function stand on one ground.
const SVG = "http://www.w3.org/2000/svg";
const MEASURE = document.createElement("canvas").getContext("2d");
const LAYOUT = { left: 14, pad: 9, box: 26, edge: 17, gap: 12, lane: 20, right: 12, longest: 52 };

function svg(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(key, value);
  for (const child of children.flat()) node.append(child);
  return node;
}

const FONTS = ["--sans", "--mono"].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name));

function textWidth(text, mono, bold) {
  MEASURE.font = (bold ? "600 " : "") + (mono ? "12px " : "12.5px ") + FONTS[mono ? 1 : 0];
  return MEASURE.measureText(text).width;
}

function cut(text) {
  return text.length > LAYOUT.longest ? text.slice(0, LAYOUT.longest - 1) + "…" : text;
}

// Text with code in backquotes, as parts of a drawn line; returns the element and how wide it is.
function drawnText(text, x, y, small, bold) {
  const node = svg("text", { x: x, y: y, class: small ? "small" : null });
  let width = 0;
  text.split("`").forEach((part, n) => {
    if (part === "") return;
    node.append(svg("tspan", n % 2 ? { style: "font-family: var(--mono)" } : {}, part));
    width += textWidth(part, n % 2 === 1, bold) + 1;
  });
  return [node, width];
}

function drawnPlace(place, x, y) {
  const name = ":" + place[1];
  const title = svg("title", {}, placeName(place));
  const text = svg("text", { x: x, y: y, class: "mono" }, name);
  const width = textWidth(name, true);
  if (fileOf(place).src === null) {
    text.setAttribute("class", "mono small");
    return [svg("g", {}, title, text), width];
  }
  const link = svg("a", { href: "#source=" + place[0] + ":" + place[1], "aria-label": placeName(place) }, title, text);
  return [link, width];
}

function drawFlow(path, name) {
  const lanes = [], parts = [];
  let y = 4, widest = 160, lane = null;
  const closeLane = () => {
    if (lane) lanes.push(svg("rect", { class: "lane", x: 2, y: lane.y, width: 0, height: y - lane.y + 4, rx: 5 }));
  };
  path.forEach((number, n) => {
    if (n % 2) {
      y = drawEdge(DATA.edges[number], parts, y, (width) => (widest = Math.max(widest, width)));
      return;
    }
    const [kind, label, place, owner] = DATA.nodes[number];
    if (owner && kind !== "heap" && (lane === null || lane.owner !== owner)) {
      closeLane();
      lane = { owner: owner, y: y };
      const [text, width] = drawnText(cut(owner), LAYOUT.left, y + 15, true);
      parts.push(text);
      widest = Math.max(widest, width + LAYOUT.left);
      y += LAYOUT.lane;
    } else if (kind === "heap" && lane !== null) {
      closeLane();
      lane = null;
      y += 4;
    }
    const bold = kind === "heap" || (kind === "result" && n === path.length - 1);
    const [text, width] = drawnText(cut(label), LAYOUT.left + LAYOUT.pad, y + 17.5, false, bold);
    const box = svg("rect", { x: LAYOUT.left, y: y, width: width + 2 * LAYOUT.pad, height: LAYOUT.box, rx: 5 });
    const order = n === 0 ? " first" : n === path.length - 1 ? " last" : "";
    const title = svg("title", {}, label.replaceAll("`", ""));
    const group = svg("g", { class: "node " + kind + order, "data-label": label }, title, box, text);
    let end = LAYOUT.left + width + 2 * LAYOUT.pad;
    if (place) {
      const [link, more] = drawnPlace(place, end + 6, y + 17.5);
      group.append(link);
      end += more + 6;
    }
    parts.push(group);
    widest = Math.max(widest, end);
    y += LAYOUT.box;
  });
  closeLane();
  const width = Math.ceil(widest + LAYOUT.right);
  for (const ground of lanes) ground.setAttribute("width", width - 4);
  const height = Math.ceil(y + 6);
  const size = { width: width, height: height, viewBox: `0 0 ${width} ${height}` };
  const drawing = svg("svg", { ...size, role: "group", "aria-label": flowWords(path, name) });
  drawing.append(...lanes, ...parts);
  return el("div", { class: "flow", tabindex: "0", role: "group", "aria-label": say("flow") }, drawing);
}

function flowWords(path, name) {
  const words = path.map((number, n) =>
    n % 2 ? DATA.edges[number][1].map((label) => label[0]).join(", ") : DATA.nodes[number][1]);
  return say("flow_of", { it: name, way: words.filter((part) => part).join(" → ") }).replaceAll("`", "");
}

function drawEdge(edge, parts, y, wider) {
  const [derefs, labels] = edge;
  const x = LAYOUT.left + 18;
  const height = Math.max(labels.length, 1) * LAYOUT.edge + LAYOUT.gap;
  const lines = labels.map((label) => (label[1] ? label[1][1] : ""));
  const texts = labels.map((label) => label[0]);
  const group = svg("g", { class: "edge", "data-text": texts.join("|"), "data-lines": lines.join(",") });
  group.append(svg("line", { x1: x, y1: y, x2: x, y2: y + height - 5 }));
  group.append(svg("path", { class: "head", d: `M${x - 4} ${y + height - 7} h8 l-4 7 z` }));
  if (derefs !== 0) {
    const sign = derefs < 0 ? "&" : "*".repeat(Math.min(derefs, 3));
    group.append(svg("text", { class: "deref", x: x - 6, y: y + height / 2 + 2, "text-anchor": "end" }, sign));
  }
  labels.forEach((label, n) => {
    const baseline = y + (n + 1) * LAYOUT.edge;
    const [text, width] = drawnText(cut(label[0]), x + 12, baseline, true);
    group.append(text);
    let end = x + 12 + width;
    if (label[1]) {
      const [link, more] = drawnPlace(label[1], end + 4, baseline);
      group.append(link);
      end += more + 4;
    }
    wider(end);
  });
  parts.push(group);
  return y + height;
}
