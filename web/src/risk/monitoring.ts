// Monitoring: what the blood is predicted to do, and what the labels ask to look at and when to stop.

import { Chart } from "../chart";
import { fill, h } from "../dom";
import type { Table } from "../figure";
import { capital, significant } from "../format";
import { nameOf, unitText } from "../laboratory";
import { brief, type Course, type Label, type Labs, type RiskDocument } from "./types";

/** first are the labs that labels watch; the others come on demand. */
const first = ["hemoglobin", "platelets", "neutrophils", "lymphocytes", "LDL-C", "CK"];

/** short takes the model off a treatment's name. */
const short = (treatment: string): string => treatment.replace(/ \([^)]*\)$/, "");

export class Courses {
  readonly element = h("div", { class: "courses" });
  private readonly charts = new Map<string, { chart: Chart; options: ConstructorParameters<typeof Chart>[0] }>();
  private labs: Labs | undefined;

  set(labs: Labs, all: boolean): void {
    this.labs = labs;
    const courses = labs.treatments[0]?.labs ?? [];
    const shown = courses.filter((c) => all || first.includes(c.lab));
    const ids = shown.map((c) => c.lab);
    for (const [lab, { chart }] of this.charts) if (!ids.includes(lab)) {
      chart.leave();
      this.charts.delete(lab);
    }
    for (const c of shown) if (!this.charts.has(c.lab)) {
      const options = { title: nameOf(c.lab) + (c.empirical ? " (empirical)" : ""), unit: unitText(c.unit), xTitle: "time, weeks", height: 190, sync: "weeks" };
      this.charts.set(c.lab, { chart: new Chart(options), options });
    }
    if (this.element.childElementCount !== ids.length || [...this.element.children].some((e, i) => e !== this.charts.get(ids[i] ?? "")?.chart.element)) fill(this.element, ids.map((n) => this.charts.get(n)?.chart.element));
    const drugs = labs.treatments.map((t) => t.treatment.split(" ")[0] ?? "");
    const names = new Set(drugs).size === drugs.length ? drugs : labs.treatments.map((t) => short(t.treatment));
    for (const c of shown) {
      const held = this.charts.get(c.lab);
      if (!held) continue;
      const of = labs.treatments.map((t) => ({ t, c: t.labs.find((l) => l.lab === c.lab) as Course }));
      const limit = interruptBelow(labs, c.lab);
      const values = of.flatMap(({ c }) => [...c.low, ...c.high]);
      const [low, high] = [Math.min(...values, limit ?? Infinity), Math.max(...values)];
      held.options.range = [Math.max(0, low - 0.12 * (high - low)), high + 0.08 * (high - low)];
      if (limit !== undefined) held.options.reference = { at: limit, name: `labels: interrupt below ${significant(limit)}` };
      else delete held.options.reference;
      held.chart.set(labs.weeks, of.map(({ c }, i) => ({ name: names[i] ?? "", look: i, values: c.typical, ...(of.length === 1 ? { low: c.low, high: c.high } : {}) })));
    }
  }

  leave(): void {
    for (const { chart } of this.charts.values()) chart.leave();
  }

  /** table has before, two visits and the end of every lab. */
  table(): Table {
    const labs = this.labs as Labs;
    const at = [4, 12].map((w) => labs.weeks.findIndex((x) => x >= w)).filter((i) => i > 0);
    const end = labs.weeks.length - 1;
    return {
      caption: "Laboratory values of the typical patient, and of virtual patients at the end",
      columns: ["lab", "treatment", "unit", "before", ...at.map((i) => `week ${labs.weeks[i]}`), `week ${labs.weeks[end]}`, "90 % interval, low", "high", "patients, 5 %", "95 %", "grade 3–4, % of patients"],
      numeric: Array.from({ length: at.length + 7 }, (_, i) => i + 3),
      rows: (labs.treatments[0]?.labs ?? []).flatMap((l) => labs.treatments.map((t) => {
        const c = t.labs.find((x) => x.lab === l.lab) as Course;
        const v = (list: number[] | undefined, i: number): number | null => (list?.[i] === undefined ? null : Number(list[i].toPrecision(4)));
        return [nameOf(l.lab), short(t.treatment), unitText(l.unit), v(c.typical, 0), ...at.map((i) => v(c.typical, i)), v(c.typical, end), v(c.low, end), v(c.high, end), v(c.patients_p5, end), v(c.patients_p95, end), c.grade_3_or_4 === undefined ? null : Number((100 * c.grade_3_or_4).toFixed(1))];
      })),
    };
  }

  /** grades is how many virtual patients reach grade 3 or 4, where the scale grades the lab. */
  grades(): HTMLElement | null {
    const labs = this.labs as Labs;
    const graded = (labs.treatments[0]?.labs ?? []).filter((l) => l.grade_3_or_4 !== undefined);
    if (!graded.length) return null;
    return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Grades" }, h("table", {},
      h("caption", {}, "Virtual patients whose worst value is grade 3 or 4, %"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "lab"), labs.treatments.map((t) => h("th", { scope: "col", class: "n" }, short(t.treatment))))),
      h("tbody", {}, graded.map((l) => h("tr", {}, h("th", { scope: "row" }, nameOf(l.lab)), labs.treatments.map((t) => h("td", { class: "n" }, brief(Number((100 * (t.labs.find((x) => x.lab === l.lab)?.grade_3_or_4 ?? NaN)).toFixed(1))))))))));
  }
}

/** interruptBelow is the highest limit below which a label of a drug shown interrupts it. */
function interruptBelow(labs: Labs, lab: string): number | undefined {
  const limits = labs.treatments.flatMap((t) => t.rules.filter((r) => r.lab === lab && r.action === "interrupt" && r.below)).map((r) => r.below as number);
  return limits.length ? Math.max(...limits) : undefined;
}

export const regions = ["FDA", "EMA", "PMDA"];

/** labelCards is what the labels of a region say, a card a drug. */
export function labelCards(doc: RiskDocument, region: string): HTMLElement {
  const rows = doc.labels.filter((l) => l.region === region);
  const missing = [...new Set(doc.labels.map((l) => l.drug))].filter((d) => !rows.some((l) => l.drug === d));
  const term = (name: string, text: string): HTMLElement[] => (text ? [h("dt", {}, name), h("dd", {}, text.includes("|") ? h("ul", {}, text.split("|").map((x) => h("li", {}, sentence(x)))) : sentence(text))] : []);
  return h("div", {}, h("div", { class: "labels" }, rows.map((l) => h("section", { class: "label", "aria-label": `${l.drug}, ${l.region}` },
    h("h3", {}, l.drug, h("span", { class: "u" }, ` ${l.indication}${l.for_this_disease ? "" : ` — not licensed for ${doc.population.disease}`}`)),
    l.boxed_warning === "yes" && h("p", { class: "boxed" }, "⚠ carries a boxed warning"),
    h("dl", {}, term("Monitoring", l.monitoring), term("Start, interrupt, stop", l.interruption), term("Vaccination, screening", l.vaccination_and_screening)),
    h("p", { class: "u" }, l.how === "verified" ? "" : "◇ unverified: ", h("a", { href: `/evidence?id=${l.id}` }, l.source))))),
  missing.length > 0 && h("p", { class: "quiet" }, `The evidence has no ${region} label of ${missing.join(", ")}.`));
}

const sentence = (text: string): string => capital(text.trim().replaceAll("_", " "));

export function labelTable(doc: RiskDocument): Table {
  return {
    caption: "What the labels ask for",
    columns: ["drug", "region", "indication", "for this disease", "boxed warning", "monitoring", "start, interrupt, stop", "vaccination and screening", "row", "source", "verification"],
    rows: doc.labels.map((l: Label) => [l.drug, l.region, l.indication, l.for_this_disease ? "yes" : "no", l.boxed_warning, l.monitoring, l.interruption, l.vaccination_and_screening, l.id, l.source, l.how]),
  };
}
