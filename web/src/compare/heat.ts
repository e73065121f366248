// The heat map of cytokine inhibition. It is a real table: rows and columns are announced, one tab stop leads into it, arrows move inside, Enter
// opens what stands behind a cell. Followed signals stand first and are drawn over the day.

import { glyph, paint } from "../colour";
import { fill, h, setText } from "../dom";
import type { Table } from "../figure";
import type { Cell, Compare, Row } from "../types";
import { doseText, label } from "./treatment";
import type { Measure } from "./measure";

/** key names a row: cytokine and read-out, as --only understands. */
export const key = (r: Row): string => `${r.cytokine}/p${r.stat}`;

/** often are the signals that selectivity is argued over; the map begins with them, and shows the others on demand. */
const often = new Set(["IL-6", "IL-2", "IL-4 (type I)", "IL-7", "IL-10", "IL-12", "IL-13", "IL-15", "IL-21", "IL-22", "IL-23", "IL-31", "TSLP", "IFN-alpha/beta", "IFN-gamma", "GM-CSF", "G-CSF", "EPO", "TPO", "GH", "Leptin"]);

export interface HeatState {
  measure: Measure;
  followed: readonly string[];
  all: boolean;
  find: string;
}

interface Place {
  td: HTMLElement;
  value: HTMLElement;
  range: HTMLElement;
  mark: HTMLElement;
}

export interface HeatEvents {
  open(row: Row, column: number): void;
  follow?(row: Row): void;
}

const routes = { measured: "measured for this drug and cytokine", mechanistic: "mechanistic, from kinase constants", none: "no number" } as const;
const marks = { measured: "●", mechanistic: "○", none: "" } as const;

export class Heat {
  readonly element = h("div", { class: "scroll heat" });
  private places: Place[][] = [];
  private rows: Row[] = [];
  private shape = "";
  private measure = "";
  private heads: HTMLElement[] = [];
  private doc: Compare | undefined;
  private at: [number, number] = [0, 0];

  constructor(private readonly events: HeatEvents, private readonly name = "Inhibition by cytokine and treatment") {
    this.element.addEventListener("keydown", (e) => this.key(e));
  }

  /** update shows a document; intervals only when it has them. */
  update(doc: Compare, state: HeatState): void {
    this.doc = doc;
    const rows = choose(doc.rows, state);
    const shape = [doc.columns.map((c) => c.drug).join(), rows.map(key).join(), state.followed.join(), state.find !== ""].join("|");
    this.rows = rows;
    if (shape !== this.shape || state.measure.id !== this.measure) {
      this.build(doc, state);
      this.shape = shape;
      this.measure = state.measure.id;
    }
    doc.columns.forEach((c, j) => setText(this.heads[j] as HTMLElement, doseText(c)));
    rows.forEach((r, i) => r.values.forEach((cell, j) => show(this.places[i]?.[j], cell, doc.columns[j]?.verified ?? true, state.measure)));
  }

  private build(doc: Compare, state: HeatState): void {
    const followed = new Set(state.followed);
    const focused = this.element.contains(document.activeElement);
    this.heads = doc.columns.map(() => h("span", { class: "u" }));
    const head = h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Cytokine", h("span", { class: "u" }, " read-out, cells")),
      doc.columns.map((c, j) => h("th", { scope: "col", class: "m" }, h("span", { class: `mark t${j % 8}`, "aria-hidden": "true" }, glyph(j)), h("span", { class: "drug" }, c.drug), this.heads[j]))));
    const bodies: HTMLElement[] = [];
    let group: string | undefined;
    let body = h("tbody");
    this.places = this.rows.map((r, i) => {
      const name = followed.has(key(r)) ? "Followed over the day" : r.kinase_pair;
      if (name !== group) {
        group = name;
        body = h("tbody", {}, h("tr", { class: "group" }, h("th", { colspan: doc.columns.length + 1, scope: "rowgroup" }, h("span", {}, name))));
        bodies.push(body);
      }
      const on = followed.has(key(r));
      const star = this.events.follow && h("span", { class: on ? "star on" : "star", "aria-hidden": "true" }, on ? "★" : "☆");
      const header = h("th", { scope: "row", tabindex: -1, title: this.events.follow ? (on ? "Followed over the day; click to stop" : "Click to follow over the day") : null, onclick: () => this.events.follow?.(r) },
        star, h("span", { class: "cytokine" }, r.cytokine), h("span", { class: "u" }, `p${r.stat}`, h("span", { class: "cells" }, on ? ` · ${r.kinase_pair}` : ` · ${r.main_cells}`)),
        on && h("span", { class: "offscreen" }, ", followed"));
      const places = r.values.map((_, j) => this.cell(i, j));
      body.append(h("tr", {}, header, places.map((p) => p.td)));
      return places;
    });
    fill(this.element, h("table", { role: "grid", "aria-label": this.name }, head, bodies));
    this.at = [Math.min(this.at[0], this.rows.length - 1), Math.min(this.at[1], doc.columns.length)];
    if (this.at[0] < 0) this.at = [0, 0];
    const place = this.focusable(...this.at);
    place?.setAttribute("tabindex", "0");
    if (focused) place?.focus({ preventScroll: true });
  }

  private cell(i: number, j: number): Place {
    const value = h("span", { class: "v" });
    const range = h("span", { class: "r" });
    const mark = h("span", { class: "k" });
    const td = h("td", { tabindex: -1, "aria-haspopup": "dialog", onclick: () => this.open(i, j) }, h("span", { class: "box" }, value, range, mark));
    return { td, value, range, mark };
  }

  private open(i: number, j: number): void {
    this.move(i, j + 1);
    this.events.open(this.rows[i] as Row, j);
  }

  private focusable(i: number, j: number): HTMLElement | undefined {
    const first = this.places[i]?.[0]?.td.parentElement?.firstElementChild as HTMLElement | undefined;
    return j === 0 ? first : this.places[i]?.[j - 1]?.td;
  }

  private move(i: number, j: number): void {
    this.focusable(...this.at)?.setAttribute("tabindex", "-1");
    this.at = [Math.max(0, Math.min(this.rows.length - 1, i)), Math.max(0, Math.min(this.doc?.columns.length ?? 0, j))];
    const place = this.focusable(...this.at);
    place?.setAttribute("tabindex", "0");
    place?.focus();
  }

  private key(e: KeyboardEvent): void {
    const [i, j] = this.at;
    const last = this.doc?.columns.length ?? 0;
    switch (e.key) {
      case "ArrowDown": this.move(i + 1, j); break;
      case "ArrowUp": this.move(i - 1, j); break;
      case "ArrowRight": this.move(i, j + 1); break;
      case "ArrowLeft": this.move(i, j - 1); break;
      case "Home": this.move(e.ctrlKey ? 0 : i, 0); break;
      case "End": this.move(e.ctrlKey ? this.rows.length - 1 : i, last); break;
      case "PageDown": this.move(i + 8, j); break;
      case "PageUp": this.move(i - 8, j); break;
      case "Enter":
      case " ": {
        const row = this.rows[i];
        if (!row) return;
        if (j === 0) this.events.follow?.(row);
        else this.events.open(row, j - 1);
        break;
      }
      default: return;
    }
    e.preventDefault();
  }
}

function choose(rows: Row[], state: HeatState): Row[] {
  const find = state.find.trim().toLowerCase();
  const text = (r: Row): string => `${r.cytokine} p${r.stat} ${r.main_cells} ${r.kinase_pair}`.toLowerCase();
  const followed = state.followed.map((k) => rows.find((r) => key(r) === k)).filter((r): r is Row => r !== undefined);
  const rest = rows.filter((r) => !state.followed.includes(key(r)) && (find ? text(r).includes(find) : state.all || often.has(r.cytokine)));
  return [...followed.filter((r) => !find || text(r).includes(find)), ...rest];
}

function show(p: Place | undefined, cell: Cell, columnVerified: boolean, m: Measure): void {
  if (!p) return;
  const e = m.of(cell);
  if (!e) {
    p.td.className = "none";
    p.td.style.removeProperty("background-color");
    p.td.style.removeProperty("color");
    setText(p.value, "–");
    setText(p.range, "");
    setText(p.mark, "");
    p.td.title = (cell.notes ?? []).join("; ") || "no number";
    return;
  }
  const c = paint(e.typical / m.most);
  p.td.style.setProperty("background-color", c.back);
  p.td.style.setProperty("color", c.ink);
  const firm = cell.verified && columnVerified;
  const name = firm ? "" : c.ink === "#ffffff" ? "loose light" : "loose dark";
  if (p.td.className !== name) p.td.className = name;
  setText(p.value, m.write(e.typical));
  setText(p.range, e.low === e.high ? "" : m.range(e));
  setText(p.mark, marks[cell.route] + (firm ? "" : "?"));
  p.td.title = routes[cell.route] + (firm ? "" : "; rests on unverified figures");
}

/** heatTable is the heat map in numbers. */
export function heatTable(doc: Compare, m: Measure): Table {
  const unit = m.most === 1 ? "fraction" : "h";
  const columns = ["cytokine", "read-out", "kinase pair"];
  for (const c of doc.columns) columns.push(`${label(c)} (${unit})`, "low 90 %", "high 90 %", "route", "verified");
  return {
    caption: m.title,
    columns,
    numeric: doc.columns.flatMap((_, j) => [3 + 5 * j, 4 + 5 * j, 5 + 5 * j]),
    rows: doc.rows.map((r) => [r.cytokine, "p" + r.stat, r.kinase_pair, ...r.values.flatMap((c) => {
      const e = m.of(c);
      return [e?.typical ?? null, e?.low ?? null, e?.high ?? null, c.route, c.verified ? "yes" : "no"];
    })]),
  };
}

/** heatKey explains colours and marks. */
export function heatKey(m: Measure): HTMLElement {
  const steps = Array.from({ length: 24 }, (_, i) => h("i", { style: { "background-color": paint((i + 0.5) / 24).back } }));
  return h("ul", { class: "key", "aria-label": "Key" },
    h("li", {}, "0", h("span", { class: "ramp", "aria-hidden": "true" }, steps), m.most === 1 ? "100 %" : "24 h"),
    h("li", {}, h("b", {}, "●"), "measured for this drug"),
    h("li", {}, h("b", {}, "○"), "from kinase constants through the receptor's pair"),
    h("li", {}, h("b", {}, "?"), h("span", { class: "hatch", "aria-hidden": "true" }), "rests on unverified figures"),
    h("li", {}, "small: 90 % of virtual patients and of potency"));
}
