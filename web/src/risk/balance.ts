// Benefit on one axis, a risk on the other: a cross of intervals for each treatment.

import { glyph } from "../colour";
import { fill, h, s } from "../dom";
import { power } from "../format";
import type { Table } from "../figure";
import { ticks } from "./forest";
import { bandColumns, bandText, brief, lookOf, treatmentsOf, type Band, type RiskDocument } from "./types";

interface Cross {
  name: string;
  look: number;
  benefit: Band;
  risk: Band;
}

/** sign is that of the treatment's card; the TNF inhibitor has none. */
const sign = (c: Cross): string => (c.look < 0 ? "□" : glyph(c.look));

export class Balance {
  readonly element = h("div", { class: "balance" });
  private doc: RiskDocument | undefined;
  private event = "";
  private width = 0;
  private readonly watch = new ResizeObserver(() => this.draw());

  constructor() {
    this.watch.observe(this.element);
  }

  set(doc: RiskDocument, event: string): void {
    this.doc = doc;
    this.event = event;
    this.draw(true);
  }

  leave(): void {
    this.watch.disconnect();
  }

  private crosses(): Cross[] {
    const doc = this.doc as RiskDocument;
    return (doc.benefit?.treatments ?? []).flatMap((b) => {
      const risk = doc.risks.find((r) => r.event === this.event && r.treatment === b.treatment);
      return b.difference_to_placebo && risk ? [{ name: b.treatment + (b.stand_in ? ` (${b.stand_in})` : ""), look: lookOf(doc, b.treatment), benefit: b.difference_to_placebo, risk: risk.per_100_patient_years }] : [];
    });
  }

  private draw(force = false): void {
    const width = Math.min(this.element.clientWidth, 760);
    if (!width || !this.doc || (!force && width === this.width)) return;
    this.width = width;
    const list = this.crosses();
    fill(this.element, list.length ? [this.picture(width, list), h("ul", { class: "key" }, list.map((c) => h("li", {}, h("b", { class: c.look < 0 ? null : `t${c.look % 8}`, "aria-hidden": "true" }, sign(c)), c.name)))] :
      h("p", { class: "quiet" }, this.doc.benefit ? "No benefit can be predicted for these treatments." : "Computing the benefit…"));
  }

  private picture(width: number, list: Cross[]): SVGSVGElement {
    const height = Math.max(300, Math.min(420, 0.62 * width));
    const [left, right, top, bottom] = [46, width - 16, 30, height - 48];
    const xs = list.flatMap((c) => [c.benefit.low, c.benefit.high, 0]);
    const step = [1, 2, 5, 10, 20, 25, 50].find((n) => (Math.max(...xs) - Math.min(...xs)) / n <= width / 60) ?? 100;
    const [x0, x1] = [Math.floor(Math.min(...xs) / step) * step, Math.ceil(Math.max(...xs) / step) * step];
    const [y0, y1] = [Math.log10(Math.min(...list.map((c) => c.risk.low))) - 0.05, Math.log10(Math.max(...list.map((c) => c.risk.high))) + 0.05];
    const x = (v: number): number => left + ((v - x0) / (x1 - x0)) * (right - left);
    const y = (v: number): number => bottom - ((Math.log10(v) - y0) / (y1 - y0)) * (bottom - top);
    const benefit = this.doc?.benefit;
    const text = (at: number, to: number, content: string, anchor = "middle"): SVGElement => s("text", { x: at, y: to, "text-anchor": anchor, fill: "var(--muted)", "font-size": 12 }, content);
    const colour = (look: number): string => (look < 0 ? "var(--muted)" : `var(--s${look % 8})`);
    const marks = Array.from({ length: Math.round((x1 - x0) / step) + 1 }, (_, i) => x0 + i * step);
    const finding = list.map((c) => `${c.name}: ${c.benefit.median.toFixed(0)} points more reach ${benefit?.endpoint}, ${brief(c.risk.median)} ${this.event} per 100 patient-years`).join("; ");
    return s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": finding, "font-family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif" },
      ...ticks(10 ** y0, 10 ** y1, (bottom - top) / 36).flatMap((v) => [s("line", { x1: left, x2: right, y1: y(v), y2: y(v), stroke: "var(--grid)" }), text(left - 8, y(v) + 4, power(v), "end")]),
      ...marks.flatMap((v) => [s("line", { x1: x(v), x2: x(v), y1: top, y2: bottom, stroke: v === 0 ? "var(--axis)" : "var(--grid)", "stroke-dasharray": v === 0 ? "4 3" : null }), text(x(v), bottom + 17, String(v))]),
      text(0, 14, width < 480 ? `${this.event}, per 100 p-y ↓` : `${this.event}, per 100 patient-years; less is better ↓`, "start"),
      text((left + right) / 2, height - 8, width < 480 ? `${benefit?.endpoint} beyond placebo, points →` : `${benefit?.endpoint} at week ${benefit?.week} beyond placebo, percentage points; more is better →`),
      ...list.map((c) => s("g", {},
        s("title", {}, `${c.name}: ${c.benefit.median.toFixed(0)} points (${c.benefit.low.toFixed(0)} to ${c.benefit.high.toFixed(0)}); ${bandText(c.risk)} per 100 patient-years`),
        s("line", { x1: x(c.benefit.low), x2: x(c.benefit.high), y1: y(c.risk.median), y2: y(c.risk.median), stroke: colour(c.look), "stroke-width": 1.6, "stroke-opacity": 0.7 }),
        s("line", { x1: x(c.benefit.median), x2: x(c.benefit.median), y1: y(c.risk.low), y2: y(c.risk.high), stroke: colour(c.look), "stroke-width": 1.6, "stroke-opacity": 0.7 }))),
      ...list.flatMap((c) => [s("circle", { cx: x(c.benefit.median), cy: y(c.risk.median), r: 6, fill: "var(--bg)" }),
        s("text", { x: x(c.benefit.median), y: y(c.risk.median) + 6, "text-anchor": "middle", "font-size": 18, fill: colour(c.look), stroke: "var(--bg)", "stroke-width": 3, "paint-order": "stroke" }, sign(c))]));
  }

  table(): Table {
    const doc = this.doc as RiskDocument;
    const b = doc.benefit;
    return {
      caption: b ? `${b.endpoint} at week ${b.week}, per cent of patients, and ${this.event} per 100 patient-years` : "Benefit and risk",
      columns: ["treatment", "response", "low", "high", "on placebo", "low", "high", "difference", "low", "high", "trials", this.event, "low", "high", "remark"],
      numeric: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
      rows: treatmentsOf(doc).map((name) => {
        const t = b?.treatments.find((x) => x.treatment === name);
        const risk = doc.risks.find((r) => r.event === this.event && r.treatment === name);
        const of = (band: Band | null | undefined): (number | null)[] => (band ? bandColumns(band).map((v) => Number(v.toPrecision(3))) : [null, null, null]);
        return [name, ...of(t?.response_pct), ...of(t?.placebo_pct), ...of(t?.difference_to_placebo), t?.predicted ? t.trials : null, ...of(risk?.per_100_patient_years), [t?.stand_in && `as ${t.stand_in}`, t?.reason].filter(Boolean).join("; ")];
      }),
    };
  }
}
