// Concentration and inhibition over the day: one chart for the concentration, one for each followed signal, all treatments in each, one cursor.

import { Chart, type Line } from "../chart";
import { fill, h } from "../dom";
import type { Table } from "../figure";
import { percent } from "../format";

/** Band is a line with its interval. */
export interface Band {
  typical: number[];
  low: number[];
  high: number[];
}

/** Course is what a treatment does over its hours. */
export interface Course {
  name: string;
  hours: number[];
  /** concentration in total plasma, parent equivalents, nM. */
  concentration: Band;
  /** inhibition as fractions, by key of the signal. */
  inhibition: Map<string, Band>;
}

const points = 145; // every ten minutes of a day
const grid = Array.from({ length: points }, (_, i) => (24 * i) / (points - 1));

export class Day {
  readonly element = h("div", { class: "day" });
  private charts = new Map<string, Chart>();
  private courses: readonly Course[] = [];
  private followed: readonly string[] = [];

  update(courses: readonly Course[], followed: readonly string[]): void {
    this.courses = courses;
    const names = ["", ...followed];
    if (names.join("|") !== [...this.charts.keys()].join("|")) {
      this.leave();
      for (const name of names) {
        this.charts.set(name, name === ""
          ? new Chart({ title: "Concentration", unit: "nM, total plasma", xTitle: "time since dose, h", xStep: 6, sync: "day" })
          : new Chart({ title: name.split("/")[0] as string, unit: `% of p${name.split("/p")[1]} inhibited`, xTitle: "time since dose, h", xStep: 6, range: [0, 100], reference: { at: 50, name: "IC50" }, sync: "day", decimals: (v) => percent(v / 100) }));
      }
      fill(this.element, [...this.charts.values()].map((c) => c.element));
    }
    this.followed = followed;
    for (const [name, chart] of this.charts) {
      const lines: Line[] = [];
      courses.forEach((c, look) => {
        const band = name === "" ? c.concentration : c.inhibition.get(name);
        if (!band) return;
        const scale = name === "" ? 1 : 100;
        const spread = band.low.length > 0 && band.low.some((v, i) => v !== band.high[i]);
        lines.push({
          name: c.name.split(" ")[0] as string, look,
          values: onGrid(c.hours, band.typical, scale),
          ...(spread ? { low: onGrid(c.hours, band.low, scale), high: onGrid(c.hours, band.high, scale) } : {}),
        });
      });
      chart.set(grid, lines);
    }
  }

  leave(): void {
    for (const c of this.charts.values()) c.leave();
    this.charts.clear();
  }

  table(): Table {
    const columns = ["time since dose (h)"];
    const values: (number | null)[][] = [];
    for (const c of this.courses) {
      columns.push(`${c.name}: total plasma (nM)`);
      values.push(onGrid(c.hours, c.concentration.typical, 1));
      for (const key of this.followed) {
        const band = c.inhibition.get(key);
        if (!band) continue;
        columns.push(`${c.name}: inhibition of ${key} (fraction)`);
        values.push(onGrid(c.hours, band.typical, 1));
      }
    }
    // Every half hour is enough to read; the file of the server has all.
    const rows = grid.flatMap((t, i) => (i % 3 === 0 ? [[t, ...values.map((v) => v[i] ?? null)]] : []));
    return { caption: "Typical patient over the day at steady state", columns, rows, numeric: columns.map((_, i) => i) };
  }
}

/** onGrid reads a course at the times of the grid, straight between its points; a shorter interval repeats through the day. */
function onGrid(t: number[], y: number[], scale: number): (number | null)[] {
  const last = t.at(-1) ?? 0;
  let k = 0;
  let before = -1;
  return grid.map((x) => {
    const at = last > 0 && last < 24 && x > last ? x % last : x;
    if (at < before) k = 0;
    before = at;
    while (k < t.length - 2 && (t[k + 1] as number) < at) k++;
    const a = t[k];
    const b = t[k + 1];
    if (a === undefined || b === undefined) return null;
    const f = b > a ? Math.max(0, Math.min(1, (at - a) / (b - a))) : 0;
    return scale * ((y[k] as number) + f * ((y[k + 1] as number) - (y[k] as number)));
  });
}
