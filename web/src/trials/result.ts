// What the replicates of a trial say: rates and changes by arm, differences from the control, and how often a test would favour each arm.

import { query } from "../api";
import { fill, h } from "../dom";
import { figure, type Figure, type Table } from "../figure";
import { EventsView } from "./events";
import { Forest, forestKey, type ForestLine } from "./forest";
import { LaboratoryView } from "./laboratory";
import { amount, isChange, type Difference, type Estimate, type Reported, type Result } from "./types";

/** Drawn is what was reported where an estimate stands; as a difference, from what the control reported. */
type Drawn = { value: number; verified: boolean; fitted: boolean };

export class ResultView {
  readonly element = h("section", { "aria-label": "Result" });
  private readonly rates = new Forest();
  private readonly minus = new Forest();
  private readonly key = h("div");
  private readonly minusKey = h("div");
  private readonly figures: Figure[];
  private readonly pick: HTMLSelectElement;
  private readonly events: EventsView | undefined;
  private readonly laboratory: LaboratoryView | undefined;

  constructor(private readonly result: Result, job: string, draw: string, changed: (draw: string) => void) {
    const r = result;
    const reported = r.reported ?? [];
    const endpoints = [...new Set(r.estimates.map((e) => e.endpoint))];
    const known = ["primary", "shares", ...endpoints];
    this.pick = h("select", { "aria-label": "Endpoints shown", value: known.includes(draw) ? draw : "primary", onchange: () => {
      changed(this.pick.value);
      this.draw();
    } },
      h("option", { value: "primary" }, r.estimates.some((e) => e.primary) ? "Primary endpoints" : "All endpoints (none is primary)"),
      h("option", { value: "shares" }, "All shares of patients"),
      endpoints.map((e) => h("option", { value: e }, e)));
    const file = `jakstat-${r.trial.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
    const address = (what: string, suffix: string): string => `/jobs/${job}/result${suffix}${suffix === ".svg" ? query([["draw", what]]) : ""}`;
    const command = (what: string): string => `${r.command.replace(/ --json$/, "")}${what === "primary" ? "" : ` --draw "${what}"`} --svg trial.svg`;
    this.figures = [
      figure({ title: reported.length ? "Predicted beside reported" : "Predicted", subtitle: `${r.replicates} replicates of ${r.patients} patients, seed ${r.seed}. Intervals hold what the model does not know, how trials differ, and the sampling of patients.`,
        file, body: this.rates.element, after: this.key, table: () => this.table(), svg: () => address(this.pick.value, ".svg"), json: () => address("", ".json"), command: () => command(this.pick.value) }),
      figure({ title: `Differences from ${r.control}, and assurance`, subtitle: `Assurance: the share of replicates whose two-sided test at ${r.alpha} favours the arm.`,
        file: file + "-differences", body: this.minus.element, after: this.minusKey, table: () => this.differences(), svg: () => address(`differences ${this.pick.value}`, ".svg"), json: () => address("", ".json"),
        command: () => command(`differences ${this.pick.value}`) }),
    ];
    this.events = r.events && new EventsView(r, r.events, job);
    this.laboratory = r.laboratory && new LaboratoryView(r, r.laboratory, job);
    const responses = r.estimates.length > 0;
    fill(this.element, responses && h("p", { class: "outcome" }, ...this.lead()), responses && this.agreement(),
      responses && h("div", { class: "bar shown" }, h("label", { class: "inline" }, "Shown ", this.pick)), responses && this.figures.map((f) => f.element), this.events?.element ?? null, this.laboratory?.element ?? null,
      r.notes.length > 0 && h("ul", { class: "notes" }, r.notes.map((n) => h("li", {}, n))));
    this.draw();
  }

  leave(): void {
    this.rates.leave();
    this.minus.leave();
    this.events?.leave();
    this.laboratory?.leave();
  }

  private get reported(): Reported[] {
    return this.result.reported ?? [];
  }

  /** lead says what the comparison is worth. */
  private lead(): (Node | string)[] {
    const r = this.result;
    if (this.reported.some((x) => x.fitted)) return [h("b", {}, "Fitted. "), "The trial's own results took part in this prediction; that it agrees with them is no test of it."];
    if (r.left_out.length) return [h("b", {}, "Left out. "), `Predicted without the results of ${r.left_out.join(", ")} itself. They are part of the calibration: only the standard deviations that all trials share have seen them.`];
    if (r.kept_back) return [h("b", {}, "Blind. "), "The results of this trial are kept back: the product holds none of them, so there is nothing beside the prediction."];
    return [h("b", {}, "Not run yet. "), "Nothing was reported to set beside this prediction."];
  }

  private agreement(): HTMLElement | null {
    const all = this.reported.filter((x) => x.inside_95 !== null);
    if (!all.length) return null;
    const errors = all.filter((x) => !isChange(x)).map((x) => Math.abs((find(this.result.estimates, x)?.median ?? NaN) - x.value)).filter(Number.isFinite);
    const of = (list: Reported[]): string => `${list.filter((x) => x.inside_95).length} of ${list.length}`;
    const changes = all.filter(isChange);
    const pairs: [string, string][] = [["Reported shares within 95 % intervals", of(all.filter((x) => !isChange(x)))]];
    if (errors.length) pairs.push(["Mean absolute error, points", (errors.reduce((a, b) => a + b, 0) / errors.length).toFixed(1)]);
    if (changes.length) pairs.push(["Reported mean changes within", of(changes)]);
    return h("dl", { class: "numberline" }, pairs.map(([k, v]) => h("div", {}, h("dt", {}, k), h("dd", {}, v))));
  }

  private wanted<T extends Estimate>(list: readonly T[]): T[] {
    const what = this.pick.value;
    const named = this.result.estimates.some((e) => e.primary);
    const some = list.filter((e) => (what === "primary" ? e.primary || !named : what === "shares" ? !isChange(e) : e.endpoint === what));
    const shares = some.some((e) => !isChange(e)); // an axis has one unit, as in the file
    return some.filter((e) => isChange(e) !== shares && e.median !== null && e.low_95 !== null);
  }

  private beside(e: Estimate, minus: boolean): Drawn | undefined {
    if (e.stratum !== "all") return undefined;
    const mine = find(this.reported, e);
    if (!mine || !minus) return mine;
    const control = find(this.reported, { ...e, arm: this.result.control });
    return control && { value: mine.value - control.value, verified: mine.verified && control.verified, fitted: mine.fitted };
  }

  private line(e: Estimate, minus: boolean, more: string): ForestLine {
    const change = isChange(e);
    const beside = this.beside(e, minus);
    const interval = `${amount(e.low_95, change)} to ${amount(e.high_95, change)}`;
    const said = beside ? `; reported ${amount(beside.value, change)}${beside.fitted ? ", fitted" : ""}${beside.verified ? "" : ", unverified"}` : "";
    return {
      group: `${e.endpoint}, week ${e.week}`, label: e.arm, ...(e.stratum === "all" ? {} : { sub: e.stratum }),
      median: e.median ?? 0, inner: [e.low_50 ?? 0, e.high_50 ?? 0], outer: [e.low_95 ?? 0, e.high_95 ?? 0], ...(beside ? { reported: beside } : {}),
      note: `${amount(e.median, change)} (${interval})${more}`,
      name: `${e.arm}, ${e.endpoint}, week ${e.week}: ${amount(e.median, change)}, 50 % ${amount(e.low_50, change)} to ${amount(e.high_50, change)}, 95 % ${interval}${said}${more}`,
    };
  }

  private draw(): void {
    const rates = this.wanted(this.result.estimates);
    const minus = this.wanted(this.result.differences);
    const change = rates.length > 0 && isChange(rates[0] as Estimate);
    const lines = rates.map((e) => this.line(e, false, ""));
    const other = minus.map((d) => this.line(d, true, `, ${Math.round(100 * d.assurance)} %`));
    this.rates.show({ lines, ...(change ? {} : { low: 0, high: 100 }), axis: change ? "mean change, in units of the score" : "% of patients", head: "median (95 % interval)", finding: lines.map((l) => l.name).join(". ") });
    this.minus.show({ lines: other, zero: true, axis: change ? "difference, in units of the score" : "difference, percentage points", head: "median (95 % interval), assurance", finding: other.map((l) => l.name).join(". ") });
    const drawn = (list: ForestLine[]): Drawn[] => list.flatMap((l) => (l.reported ? [l.reported] : []));
    const fitted = this.reported.some((r) => r.fitted) ? " and fitted" : "";
    fill(this.key, forestKey(drawn(lines), `reported${fitted}`, `reported${fitted}, unverified`));
    fill(this.minusKey, forestKey(drawn(other), `reported${fitted}`, `reported${fitted}, unverified`));
    this.figures.forEach((f) => f.refresh());
  }

  private table(): Table {
    const rows = this.wanted(this.result.estimates);
    return {
      caption: "Predicted by arm, beside reported", columns: ["endpoint", "week", "arm", "patients", "median", "low 50 %", "high 50 %", "low 95 %", "high 95 %", "reported", "reported is", "inside 95 %", "SD parameters", "SD between trials", "SD sampling", "unit"],
      numeric: [1, 4, 5, 6, 7, 8, 9, 12, 13, 14],
      rows: rows.map((e) => {
        const r = e.stratum === "all" ? find(this.reported, e) : undefined;
        return [e.endpoint, e.week, e.arm, e.stratum, e.median, e.low_50, e.high_50, e.low_95, e.high_95, r?.value ?? null, is(r), r ? (r.inside_95 ? "yes" : "no") : "", e.sd_parameters, e.sd_between, e.sd_sampling, e.unit];
      }),
    };
  }

  private differences(): Table {
    return {
      caption: `Differences from ${this.result.control}`, columns: ["endpoint", "week", "arm", "patients", "difference", "low 50 %", "high 50 %", "low 95 %", "high 95 %", "odds ratio", "low 95 %", "high 95 %", "assurance (%)", "reported difference", "reported is", "unit"],
      numeric: [1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
      rows: this.wanted<Difference>(this.result.differences).map((d) => {
        const r = this.beside(d, true);
        return [d.endpoint, d.week, d.arm, d.stratum, d.median, d.low_50, d.high_50, d.low_95, d.high_95, d.odds_ratio, d.odds_ratio_low_95, d.odds_ratio_high_95, 100 * d.assurance, r?.value ?? null, is(r), d.unit];
      }),
    };
  }
}

const is = (r: { verified: boolean; fitted: boolean } | undefined): string => (r ? (r.verified ? "verified" : "unverified") + (r.fitted ? ", fitted" : "") : "");

function find<T extends { arm: string; endpoint: string; week: number }>(list: readonly T[], at: { arm: string; endpoint: string; week: number }): T | undefined {
  return list.find((e) => e.arm === at.arm && e.endpoint === at.endpoint && e.week === at.week);
}
