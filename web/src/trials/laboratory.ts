// Laboratory values of a trial that takes them: changes by arm over the weeks, grades, and doses that a label's rules hold.

import { query } from "../api";
import { Chart } from "../chart";
import { fill, h } from "../dom";
import { figure, tableElement, type Table } from "../figure";
import { nameOf, unitText } from "../laboratory";
import { amount, type Band, type Laboratory, type Result } from "./types";

const rounded = (x: number | null, digits: number): number | null => (x === null ? null : Number(x.toFixed(digits)));

/** LaboratoryView shows a chart for each value, and grades and held doses as tables. */
export class LaboratoryView {
  readonly element = h("div");
  private readonly charts: Chart[] = [];

  constructor(result: Result, private readonly labs: Laboratory, job: string) {
    const arms = [...new Set(labs.changes.map((c) => c.arm))];
    const values = [...new Set(labs.changes.map((c) => c.value))];
    const courses = values.map((value) => {
      const of = labs.changes.filter((c) => c.value === value);
      const weeks = [...new Set(of.map((c) => c.week))];
      const chart = new Chart({ title: nameOf(value), unit: `change, ${unitText(of[0]?.unit ?? "")}`, xTitle: "time, weeks", height: 190, sync: "trial weeks", free: true, reference: { at: 0, name: "" } });
      const at = (arm: string, pick: (b: Band) => number | null): (number | null)[] => [0, ...weeks.map((w) => {
        const c = of.find((x) => x.arm === arm && x.week === w);
        return c ? pick(c.mean_change) : null;
      })];
      chart.set([0, ...weeks], arms.map((arm, i) => ({ name: arm, look: i, values: at(arm, (b) => b.median), ...(arms.length === 1 ? { low: at(arm, (b) => b.low_95), high: at(arm, (b) => b.high_95) } : {}) })));
      this.charts.push(chart);
      return chart.element;
    });
    const f = figure({
      title: "Laboratory values", subtitle: `Mean change from baseline, the median of ${labs.replicates} replicates; the table has the intervals. Only inhibitors change values: what happens under placebo and comparators is not simulated.`,
      file: "jakstat-laboratory", body: h("div", { class: "courses" }, courses), table: () => this.changes(),
      svg: () => `/jobs/${job}/result.svg` + query([["draw", "laboratory"]]), json: () => `/jobs/${job}/result.json`, command: () => `${result.command.replace(/ --json$/, "")} --draw laboratory --svg trial.svg`,
    });
    f.refresh();
    fill(this.element, f.element, labs.grades.length > 0 && this.grades(arms), labs.doses_held.length > 0 && this.held());
  }

  leave(): void {
    this.charts.forEach((c) => c.leave());
  }

  private changes(): Table {
    return {
      caption: "Mean change from baseline", columns: ["value", "arm", "week", "unit", "median", "low 50 %", "high 50 %", "low 95 %", "high 95 %"], numeric: [2, 4, 5, 6, 7, 8],
      rows: this.labs.changes.map((c) => [nameOf(c.value), c.arm, c.week, unitText(c.unit), ...bounds(c.mean_change, 3)]),
    };
  }

  private grades(arms: string[]): HTMLElement {
    const lines = [...new Set(this.labs.grades.map((g) => `${g.value}|${g.grade}`))].map((key) => this.labs.grades.filter((g) => `${g.value}|${g.grade}` === key));
    return table(`Patients whose worst value has at least the grade (${this.labs.grading}), %`, ["value, grade", ...arms],
      lines.map((of) => [`${nameOf(of[0]?.value ?? "")}, ${of[0]?.grade ?? ""}`, ...arms.map((arm) => interval(of.find((g) => g.arm === arm)?.percent_at_least))]));
  }

  private held(): HTMLElement {
    return table(`Doses held by the rules of the label (${this.labs.label})`, ["arm", "rules", "held, % of patients", "stopped, % of patients", "weeks without treatment, a patient"],
      this.labs.doses_held.map((x) => [x.arm, String(x.rules), interval(x.percent_held), interval(x.percent_stopped), interval(x.weeks_without_treatment)]));
  }
}

function bounds(b: Band, digits: number): (number | null)[] {
  return [b.median, b.low_50, b.high_50, b.low_95, b.high_95].map((x) => rounded(x, digits));
}

function interval(b: Band | undefined): string {
  return !b || b.median === null ? "–" : `${amount(b.median, false)} (${amount(b.low_95, false)} to ${amount(b.high_95, false)})`;
}

function table(caption: string, columns: string[], rows: string[][]): HTMLElement {
  return h("div", { class: "methods" }, tableElement({ caption, columns, rows, numeric: columns.map((_, i) => i).slice(1) }));
}
