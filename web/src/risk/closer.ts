// One event closer: the ratio to a TNF inhibitor beside what trials and registries report, also where they disagree; and what drives the risk.

import { glyph } from "../colour";
import { fill, h, setText } from "../dom";
import { figure, type Table } from "../figure";
import { capital } from "../format";
import { Forest, type ForestRow } from "./forest";
import { factorName } from "./people";
import { bandColumns, bandText, beside, brief, lookOf, neededText, treatmentsOf, type Published, type RiskDocument } from "./types";

export interface Closer {
  elements: HTMLElement[];
  update(doc: RiskDocument, event: string): void;
  leave(): void;
}

/** study names where a ratio comes from, with the dose where it is one of several. */
const study = (p: Published): string => p.study.replace(/ \(A\d+\)/, "") + (p.dose_mg === "routine" ? "" : ` ${p.dose_mg} mg`);

/** little is a factor that changes nothing worth a line. */
const little = 0.02;

export function closer(): Closer {
  let doc: RiskDocument;
  let event = "";
  const ratios = new Forest({ unit: "ratio to a TNF inhibitor in the same people", reference: { at: 1, below: "fewer", above: "more" } });
  const drivers = new Forest({ unit: "factor", reference: { at: 1, below: "lowers", above: "raises" } });
  const sources = h("div");
  const about = h("p", { class: "sub" });
  const of = () => doc.risks.filter((r) => r.event === event);
  const command = (): string => doc?.command ?? "";

  const against = figure({
    title: "Against a TNF inhibitor", file: "jakstat-ratios", subtitle: "Predicted for this population, beside what trials and registries report of theirs: they may disagree, and both are shown.",
    body: h("div", {}, ratios.element, sources), table: ratioTable, svg: () => ({ text: ratios.svg() }), json: () => ({ text: JSON.stringify({ event, predicted: of(), published: doc.published.filter((p) => p.event === event) }, null, 1) }), command,
  });
  const causes = figure({
    title: "What drives the risk", file: "jakstat-drivers", subtitle: about,
    body: drivers.element, table: factorTable, svg: () => ({ text: drivers.svg() }), json: () => ({ text: JSON.stringify({ event, treatments: of().map((r) => ({ treatment: r.treatment, factors: r.factors })) }, null, 1) }), command,
  });

  function ratioRows(): ForestRow[] {
    const predicted = of().slice(beside).map((r): ForestRow => ({
      group: "Predicted here", label: r.treatment, look: lookOf(doc, r.treatment), value: r.ratio_to_tnf_inhibitor.median, low: r.ratio_to_tnf_inhibitor.low, high: r.ratio_to_tnf_inhibitor.high,
      note: bandText(r.ratio_to_tnf_inhibitor),
    }));
    const drugs = treatmentsOf(doc).map((t) => t.split(" ")[0]);
    const reported = doc.published.filter((p) => p.event === event).map((p): ForestRow => ({
      group: `Trials and registries: ${p.drug}`, label: `${study(p)}, ${p.group}${p.how === "verified" ? "" : " ◇"}`, look: Math.max(0, drugs.indexOf(p.drug) - beside), mark: "◇",
      value: p.ratio_to_tnf_inhibitor, low: p.low ?? p.ratio_to_tnf_inhibitor, high: p.high ?? p.ratio_to_tnf_inhibitor, note: `${brief(p.ratio_to_tnf_inhibitor)} (${p.low === null ? "–" : brief(p.low)} to ${p.high === null ? "–" : brief(p.high)})`,
    }));
    return [...predicted, ...reported];
  }

  function driverRows(): ForestRow[] {
    const rows: ForestRow[] = [];
    of().slice(beside - 1).forEach((r, i) => {
      for (const f of r.factors) {
        const own = f.of === "treatment";
        if (f.of === "reference" || (!own && i > 0) || (!own && Math.abs(Math.log(f.factor.median)) < little)) continue;
        rows.push({ group: own ? r.treatment : "Of the population", label: (own ? f.name.replace(/^drug /, "") : factorName(f.name)) + (f.not_in_the_evidence ? " (no pool)" : ""), look: own ? lookOf(doc, r.treatment) : -1, mark: own && lookOf(doc, r.treatment) >= 0 ? glyph(lookOf(doc, r.treatment)) : own ? "□" : "○", value: f.factor.median, low: f.factor.low, high: f.factor.high, note: `× ${bandText(f.factor)}` });
      }
    });
    return rows.sort((a, b) => Number(b.group === "Of the population") - Number(a.group === "Of the population"));
  }

  function ratioTable(): Table {
    return {
      caption: `${capital(event)}: ratios to a TNF inhibitor`, columns: ["who says so", "treatment", "group", "ratio", "low", "high", "treated for a year for one event", "row", "source"], numeric: [3, 4, 5],
      rows: [...of().slice(beside).map((r) => ["predicted here", r.treatment, "this population", ...bandColumns(r.ratio_to_tnf_inhibitor), neededText(r), "", ""]),
        ...doc.published.filter((p) => p.event === event).map((p) => [study(p), p.drug, p.group, p.ratio_to_tnf_inhibitor, p.low, p.high, "", p.id, (p.how === "verified" ? "" : "◇ unverified: ") + p.source])],
    };
  }

  function factorTable(): Table {
    return {
      caption: `${capital(event)}: factors that multiply up to the rate`, columns: ["treatment", "factor", "whose", "value", "low", "high", "in the evidence"], numeric: [3, 4, 5],
      rows: of().flatMap((r) => r.factors.map((f) => [r.treatment, f.name, f.of, ...bandColumns(f.factor), f.not_in_the_evidence ? "no: 1, with the spread of its kind" : "yes"])),
    };
  }

  return {
    elements: [against.element, causes.element],
    update(d, e) {
      doc = d;
      event = e;
      const model = d.events.find((x) => x.name === e);
      const reference = of()[0]?.factors.find((f) => f.of === "reference");
      ratios.set(ratioRows(), `${e}, ratio to a TNF inhibitor: ${ratioRows().map((r) => `${r.label} ${r.note}`).join("; ")}`);
      const published = d.published.filter((p) => p.event === e);
      fill(sources, published.length ? h("details", {}, h("summary", {}, `Sources of the ${published.length} reported ratios`), h("ul", { class: "sources" }, published.map((p) => h("li", {}, h("b", {}, `${p.id} `), `${study(p)}, ${p.group}: `, p.how === "verified" ? "● verified. " : "◇ unverified. ", p.source)))) :
        h("p", { class: "u" }, "No trial or registry in the evidence reports a ratio to TNF inhibitors for these drugs and this event."));
      setText(about, `Starting from ${reference ? bandText(reference.factor) : "–"} per 100 patient-years in the reference population, these factors multiply up. JAK inhibitors enter by ${model?.by_pathway ? `what they take from ${model.form}` : "an effect of the class"}${model?.lag_years ? `, which grows over about ${model.lag_years} years (a judgement)` : ""}. Factors within 2 % of 1 are in the table.`);
      drivers.set(driverRows(), `What drives ${e}: ${driverRows().map((r) => `${r.label} ${r.note}`).join("; ")}`);
      against.refresh();
      causes.refresh();
    },
    leave() {
      ratios.leave();
      drivers.leave();
    },
  };
}
