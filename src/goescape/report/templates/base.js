"use strict";
// What all parts of the page use: its data, elements, text with code in backquotes, places.
const DATA = JSON.parse(document.getElementById("data").textContent);
const WORDS = DATA.words;
const STATES = ["heap", "maybe", "free", "stack"];
const NUMBER = new Intl.NumberFormat("en-US");

function say(key, fields) {
  return WORDS[key].replace(/\{(\w+)\}/g, (all, name) => (fields && name in fields ? fields[name] : all));
}

// el("p", {class: "x", onclick: f}, "text", child, …): null and "" children are left out.
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  for (const child of children.flat()) if (child !== null && child !== "") node.append(child);
  return node;
}

// A sentence whose code stands in backquotes.
function prose(text) {
  return text.split("`").map((part, n) => (n % 2 ? el("code", {}, part) : part));
}

function view(name) {
  return document.getElementById("view-" + name);
}

function fileOf(place) {
  return DATA.files[place[0]];
}

function placeName(place) {
  return fileOf(place).name + ":" + place[1] + (place[2] ? ":" + place[2] : "");
}

// A link into the source view where the file is in the page, else only the name.
function placeLink(place, text) {
  const name = text || placeName(place);
  if (fileOf(place).src === null) return el("span", { class: "code muted" }, name);
  return el("a", { class: text ? null : "code", href: "#source=" + place[0] + ":" + place[1] }, name);
}

function linesOf(number) {
  const file = DATA.files[number];
  if (file.split === undefined) file.split = file.src === null ? null : file.src.split("\n");
  return file.split;
}

function lineText(number, line) {
  const lines = linesOf(number);
  return lines ? lines[line - 1] : DATA.files[number].lines[line];
}

// Source around a place without what all lines are indented by, the place itself marked. Nothing where the source is
// not at hand.
function frame(place, width, around) {
  if (lineText(place[0], place[1]) === undefined) return null;
  const lines = [];
  for (let line = Math.max(place[1] - around, 1); line <= place[1] + around; line++) {
    const text = lineText(place[0], line);
    if (text !== undefined) lines.push([line, text]);
  }
  const indents = lines.filter(([, text]) => text.trim()).map(([, text]) => text.length - text.trimStart().length);
  const indent = indents.length ? Math.min(...indents) : 0;
  const rows = lines.flatMap(([line, text], n) => [
    n ? "\n" : "",
    el("span", { class: "no" }, String(line)),
    line === place[1] ? marked(text, (place[3] || place[2]) - 1, width, indent) : text.slice(indent),
  ].flat());
  const reached = around ? "0" : null; // single lines are many: they scroll by the pointer, or in the source view
  return el("div", { class: "frame", tabindex: reached, role: "group", "aria-label": placeName(place) }, rows);
}

function marked(text, at, width, indent) {
  if (at < indent) return [text.slice(indent)];
  return [text.slice(indent, at), el("mark", {}, text.slice(at, at + width)), text.slice(at + width)];
}

// How many characters of the line the name covers, if the line says the same.
function widthAt(place, name) {
  const text = lineText(place[0], place[1]) || "";
  const at = (place[3] || place[2]) - 1;
  return name && text.startsWith(name, at) ? name.length : 1;
}
