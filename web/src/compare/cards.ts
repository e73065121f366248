// A card for each treatment: drug, dose, regimen. The slider answers while it moves; the number beside it can be typed.

import { glyph } from "../colour";
import { fill, h, setText } from "../dom";
import { significant } from "../format";
import type { Column, Estimate } from "../types";
import type { Drug } from "./drugs";
import { readableRegimen, regimens, withDose, type Treatment } from "./treatment";

export interface CardEvents {
  /** change is called with final false while a slider moves. */
  change(index: number, t: Treatment, final: boolean): void;
  remove(index: number): void;
  add(drug: Drug): void;
}

/** most is as many treatments as eyes can follow and colours tell apart. */
export const most = 8;

export class Cards {
  readonly element = h("div", { class: "cards" });
  private exposures: HTMLElement[] = [];
  private bases: HTMLElement[] = [];
  private shape = "";

  constructor(private readonly events: CardEvents, private readonly max = most) {}

  /** show lays out the cards; a card whose slider is being moved stays as it is. */
  show(treatments: readonly Treatment[], drugs: readonly Drug[]): void {
    const shape = JSON.stringify([treatments, drugs.length]);
    if (shape === this.shape) return;
    this.shape = shape;
    const active = document.activeElement instanceof HTMLElement && this.element.contains(document.activeElement) ? document.activeElement.dataset["id"] : undefined;
    this.exposures = [];
    this.bases = [];
    fill(this.element, treatments.map((t, i) => this.card(t, i, treatments.length, drugs)), treatments.length < this.max && drugs.length > 0 && this.adder(drugs));
    if (active) this.element.querySelector<HTMLElement>(`[data-id="${CSS.escape(active)}"]`)?.focus({ preventScroll: true });
  }

  /** hold says that the treatments are shown as they are, although they changed. */
  hold(treatments: readonly Treatment[], drugs: readonly Drug[]): void {
    this.shape = JSON.stringify([treatments, drugs.length]);
  }

  /** exposure shows what the doses lead to. */
  exposure(columns: readonly Column[]): void {
    columns.forEach((c, i) => {
      const e = this.exposures[i];
      const b = this.bases[i];
      if (e) setText(e, `Cmax ${range(c.cmax_ng_per_mL)} ng/mL · AUC ${range(c.auc24_ng_h_per_mL)} ng·h/mL a day`);
      if (b) setText(b, `${c.population}, model ${c.model} (${c.basis})${c.verified ? "" : " ◇ unverified"}`);
    });
  }

  private card(t: Treatment, i: number, count: number, drugs: readonly Drug[]): HTMLElement {
    const drug = drugs.find((d) => d.name === t.drug);
    const exposure = h("p", { class: "exposure" });
    const basis = h("p", { class: "basis u" });
    this.exposures.push(exposure);
    this.bases.push(basis);
    const name = h("select", { class: "drugname", "aria-label": `Drug ${i + 1}`, "data-id": `${i}-drug`, value: t.drug, onchange: (e: Event) => this.choose(i, (e.target as HTMLSelectElement).value, drugs) },
      (drugs.length ? drugs.filter((d) => d.simulated).map((d) => d.name) : [t.drug]).map((n) => h("option", { value: n }, n)));
    const models = drug && drug.models.length > 1 ? h("select", { "aria-label": `Model of ${t.drug}`, "data-id": `${i}-model`, value: t.model, onchange: (e: Event) => this.events.change(i, { ...t, model: (e.target as HTMLSelectElement).value }, true) },
      h("option", { value: "" }, "usual model"), drug.models.map((m) => h("option", { value: m.id }, m.name)), t.model && !drug.models.some((m) => m.id === t.model) && h("option", { value: t.model }, t.model)) : null;
    return h("section", { class: `card t${i % 8}`, "aria-label": `${t.drug}, treatment ${i + 1}` },
      h("div", { class: "head" }, h("span", { class: "mark", "aria-hidden": "true" }, glyph(i)), name,
        count > 1 && h("button", { type: "button", class: "close", "aria-label": `Remove ${t.drug}`, "data-id": `${i}-remove`, onclick: () => this.events.remove(i) }, "×")),
      this.dose(t, i, drug),
      h("div", { class: "row" }, h("select", { "aria-label": `Regimen of ${t.drug}`, "data-id": `${i}-regimen`, value: t.regimen, onchange: (e: Event) => this.events.change(i, { ...t, regimen: (e.target as HTMLSelectElement).value }, true) },
        [...new Set([...regimens, t.regimen])].map((r) => h("option", { value: r }, readableRegimen(r)))), models),
      exposure, basis);
  }

  private dose(t: Treatment, i: number, drug: Drug | undefined): HTMLElement {
    if (Number.isNaN(t.mg)) return h("p", { class: "dose" }, t.dose);
    const usual = drug?.doses[0] ?? t.mg;
    const scale = slider(Math.max(usual, t.mg / 4));
    const range = h("input", { type: "range", min: scale.step, max: scale.max, step: scale.step, value: t.mg, "aria-label": `Dose of ${t.drug} in mg`, "data-id": `${i}-slider`, "aria-valuetext": `${t.mg} mg` });
    const number = h("input", { type: "number", min: 0, step: "any", value: t.mg, inputmode: "decimal", "aria-label": `Dose of ${t.drug}, typed, in mg`, "data-id": `${i}-number` });
    let current = t;
    const to = (mg: number, final: boolean): void => {
      if (!(mg > 0)) return;
      current = withDose(current, mg);
      range.setAttribute("aria-valuetext", `${mg} mg`);
      this.events.change(i, current, final);
    };
    range.addEventListener("input", () => {
      number.value = range.value;
      to(range.valueAsNumber, false);
    });
    range.addEventListener("change", () => to(range.valueAsNumber, true));
    number.addEventListener("input", () => {
      range.value = number.value;
      to(number.valueAsNumber, false);
    });
    number.addEventListener("change", () => to(number.valueAsNumber, true));
    const marks = (drug?.doses ?? []).filter((mg) => mg <= scale.max);
    return h("div", { class: "dose" }, h("span", { class: "amount" }, number, " mg"), range,
      marks.length > 0 && h("span", { class: "usual" }, "usual ", marks.map((mg, k) => [k > 0 && ", ", h("button", { type: "button", "aria-label": `Usual dose of ${t.drug}: ${mg} mg`, "data-id": `${i}-usual${k}`, onclick: () => {
        range.value = number.value = String(mg);
        to(mg, true);
      } }, `${mg} mg`)])));
  }

  private choose(i: number, name: string, drugs: readonly Drug[]): void {
    const drug = drugs.find((d) => d.name === name);
    if (drug) this.events.change(i, usualTreatment(drug), true);
  }

  private adder(drugs: readonly Drug[]): HTMLElement {
    const select = h("select", { "aria-label": "Add a drug", "data-id": "add", onchange: () => {
      const drug = drugs.find((d) => d.name === select.value);
      if (drug) this.events.add(drug);
    } }, h("option", { value: "" }, "+ Add a drug"), drugs.filter((d) => d.simulated).map((d) => h("option", { value: d.name }, d.name)));
    const missing = drugs.filter((d) => !d.simulated);
    return h("div", { class: "card add" }, select, missing.length > 0 && h("details", {}, h("summary", {}, `${missing.length} without a simulation`), h("ul", {}, missing.map((d) => h("li", {}, h("b", {}, d.name), ": ", d.missing)))));
  }
}

/** usualTreatment is a drug at its first usual dose. */
export function usualTreatment(drug: Drug): Treatment {
  return drug.usual ?? { drug: drug.name, dose: "10 mg", regimen: "qd", model: "", mg: 10 };
}

function range(e: Estimate): string {
  return significant(e.typical) + (e.low === e.high ? "" : ` (${significant(e.low, 2)}–${significant(e.high, 2)})`);
}

/** slider gives about sixty round steps up to four times a dose. */
function slider(usual: number): { step: number; max: number } {
  const raw = usual / 15;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((m) => m * power >= raw * 0.75) ?? 10) * power;
  const tidy = (x: number): number => Number(x.toPrecision(6));
  return { step: tidy(step), max: tidy(Math.ceil((4 * usual) / step) * step) };
}
