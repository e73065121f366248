// Selectivity windows: how many times more drug it takes to block what should be spared than what should be blocked.

import { glyph, series } from "../colour";
import { fill, h, s } from "../dom";
import type { Table } from "../figure";
import { significant } from "../format";
import type { Compare } from "../types";
import { label } from "./treatment";

const rowHeight = 34;
const low = 0.1;
const high = 1000;

export class Windows {
  readonly element = h("div", { class: "windows" });
  private doc: Compare | undefined;
  private readonly watch = new ResizeObserver(() => this.draw());
  private width = 0;

  constructor() {
    this.watch.observe(this.element);
  }

  update(doc: Compare): void {
    const same = this.doc && JSON.stringify(this.doc.windows) === JSON.stringify(doc.windows) && this.doc.columns.map((c) => c.drug).join() === doc.columns.map((c) => c.drug).join();
    this.doc = doc;
    if (!same) this.draw(true);
  }

  leave(): void {
    this.watch.disconnect();
  }

  private draw(force = false): void {
    const width = this.element.clientWidth;
    if (!this.doc || !width || (!force && width === this.width && this.element.firstChild)) return;
    this.width = width;
    fill(this.element, this.picture(Math.min(width, 860), true));
  }

  /** svg is the picture as a file of its own, in the colours of paper. */
  svg(): string {
    const picture = this.picture(720, false);
    picture.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    return new XMLSerializer().serializeToString(picture);
  }

  private picture(width: number, inPage: boolean): SVGSVGElement {
    const doc = this.doc as Compare;
    const narrow = width < 520;
    const names = narrow ? 8 : 210;
    const step = narrow ? rowHeight + 18 : rowHeight;
    const right = width - 24;
    const x = (ratio: number): number => names + 12 + (Math.log10(Math.max(low, Math.min(high, ratio)) / low) / Math.log10(high / low)) * (right - names - 12);
    const top = 24;
    const height = top + doc.windows.length * step + 26;
    const ink = (name: string): string => `var(--${name})`;
    const colour = (j: number): string => (inPage ? `var(--s${j % 8})` : series(j, true));
    const fixed = (name: string, value: string): string => (inPage ? ink(name) : value);
    const g: SVGElement[] = [];
    for (const v of [0.1, 1, 10, 100, 1000]) {
      g.push(s("line", { x1: x(v), x2: x(v), y1: top - 6, y2: height - 26, stroke: fixed(v === 1 ? "axis" : "grid", v === 1 ? "#7d8593" : "#dde1e7"), "stroke-dasharray": v === 1 ? "3 3" : null }));
      g.push(s("text", { x: x(v), y: height - 10, "text-anchor": "middle", fill: fixed("muted", "#555d6b"), "font-size": 12 }, `${v}×`));
    }
    g.push(s("text", { x: x(1) + 5, y: 12, fill: fixed("muted", "#555d6b"), "font-size": 12 }, "spared more →"));
    doc.windows.forEach((w, i) => {
      const y = top + i * step + (narrow ? 34 : 17);
      g.push(s("text", { x: 0, y: narrow ? y - 16 : y + 4, fill: fixed("ink", "#1a1f29"), "font-size": 13, "paint-order": "stroke", stroke: fixed("bg", "#ffffff"), "stroke-width": 5 }, s("tspan", { "font-weight": 600 }, short(w.wanted)), ` over ${short(w.spared)}`));
      g.push(s("line", { x1: names + 12, x2: right, y1: y, y2: y, stroke: fixed("grid", "#dde1e7") }));
      w.ic50_ratio.forEach((ratio, j) => {
        if (ratio === null) return;
        g.push(s("text", { x: x(ratio), y: y + 5, "text-anchor": "middle", "font-size": 15, fill: colour(j) }, glyph(j), s("title", {}, `${doc.columns[j]?.drug}: ${significant(ratio, 2)}-fold`)));
      });
    });
    return s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": this.finding(), "font-family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif" }, g);
  }

  private finding(): string {
    const doc = this.doc as Compare;
    return "Ratio of IC50: " + doc.windows.map((w) => `${short(w.wanted)} over ${short(w.spared)}: ` + w.ic50_ratio.map((r, j) => `${doc.columns[j]?.drug} ${r === null ? "unknown" : significant(r, 2)}`).join(", ")).join("; ");
  }

  table(): Table {
    const doc = this.doc as Compare;
    return {
      caption: "IC50 of the spared signal divided by that of the wanted one",
      columns: ["blocked", "spared", ...doc.columns.map(label)],
      numeric: doc.columns.map((_, j) => j + 2),
      rows: doc.windows.map((w) => [w.wanted, w.spared, ...w.ic50_ratio]),
    };
  }
}

const short = (readout: string): string => readout.split(" · ")[0] as string;
