// Adverse events of a trial that follows them: rates by arm and hazard ratios against the comparator, beside what was reported.

import { query } from "../api";
import { fill, h } from "../dom";
import { figure, type Figure, type Table } from "../figure";
import { Forest, forestKey, type ForestLine } from "./forest";
import { amount, type Band, type Events, type Result } from "./types";

interface Row {
  event: string;
  arm: string;
  band: Band;
  more: (string | number | null)[];
}

/** EventsView shows the primary events drawn and all of them as a table. */
export class EventsView {
  readonly element = h("div");
  private readonly forests: Forest[] = [];

  constructor(private readonly result: Result, private readonly events: Events, job: string) {
    const e = events;
    const held = e.hazards_without_pool ? `The hazards were estimated without the rates and ratios of ${e.pool}.` : "";
    const figures = [
      this.figure("events", "Adverse events", `Per 100 patient-years. ${held}`, "per 100 patient-years", job,
        e.rates.map((r) => ({ event: r.event, arm: r.arm, band: r.per_100_patient_years, more: [r.patients_with_event.median] })), ["patients with event"], e.rates.filter((r) => r.primary).map((r) => r.event)),
      this.figure("hazard ratios", `Hazard ratios against ${e.comparator}`, e.margin === null ? "1: as many events as the comparator." : `1: as many events as the comparator. Not inferior: the share of replicates whose 95 % interval ends below ${e.margin}.`, "hazard ratio", job,
        e.ratios.map((r) => ({ event: r.event, arm: r.arm, band: r.hazard_ratio, more: [r.not_inferior === null ? null : 100 * r.not_inferior, 100 * r.more_events] })), ["not inferior (%)", "more events (%)"], e.ratios.filter((r) => r.primary).map((r) => r.event)),
    ];
    fill(this.element, figures.map((f) => f.element));
    figures.forEach((f) => f.refresh());
  }

  leave(): void {
    this.forests.forEach((f) => f.leave());
  }

  private figure(what: string, title: string, subtitle: string, unit: string, job: string, rows: Row[], more: string[], primary: string[]): Figure {
    const forest = new Forest();
    this.forests.push(forest);
    const drawn = primary.length ? rows.filter((r) => primary.includes(r.event)) : rows;
    const beside = (r: Row): Events["reported"][number] | undefined => this.events.reported.find((x) => x.event === r.event && x.arm === r.arm && x.figure === (what === "events" ? "rate" : "hazard ratio"));
    const lines: ForestLine[] = drawn.filter((r) => r.band.median !== null).map((r) => {
      const x = beside(r);
      const note = `${amount(r.band.median, true)} (${amount(r.band.low_95, true)} to ${amount(r.band.high_95, true)})`;
      return {
        group: r.event, label: r.arm, median: r.band.median ?? 0, inner: [r.band.low_50 ?? 0, r.band.high_50 ?? 0], outer: [r.band.low_95 ?? 0, r.band.high_95 ?? 0],
        ...(x ? { reported: { value: x.value, verified: x.how === "verified", fitted: !this.events.hazards_without_pool } } : {}),
        note, name: `${r.arm}, ${r.event}: ${note} ${unit}${x ? `; reported ${amount(x.value, true)}` : ""}`,
      };
    });
    forest.show({ lines, low: 0, axis: unit, head: "median (95 % interval)", finding: lines.map((l) => l.name).join(". ") });
    const table = (): Table => ({
      caption: title, columns: ["event", "arm", "median", "low 50 %", "high 50 %", "low 95 %", "high 95 %", ...more, "reported", "low 95 %", "high 95 %", "inside 95 %", "row"], numeric: [2, 3, 4, 5, 6, 7, 7 + more.length, 8 + more.length, 9 + more.length],
      rows: rows.map((r) => {
        const x = beside(r);
        return [r.event, r.arm, r.band.median, r.band.low_50, r.band.high_50, r.band.low_95, r.band.high_95, ...r.more, x?.value ?? null, x?.low_95 ?? null, x?.high_95 ?? null, x ? (x.inside ? "yes" : "no") : "", x?.id ?? ""];
      }),
    });
    return figure({
      title, subtitle, file: `jakstat-${what.replace(" ", "-")}`, body: forest.element, after: forestKey(lines.flatMap((l) => (l.reported ? [l.reported] : [])), "reported", "reported, unverified"), table,
      svg: () => `/jobs/${job}/result.svg` + query([["draw", what]]), json: () => `/jobs/${job}/result.json`, command: () => `${this.result.command.replace(/ --json$/, "")} --draw "${what}" --svg trial.svg`,
    });
  }
}
