// Who is treated: a population, never a person. A named population gives what is not described; what is described says so and can be taken back.

import { fill, h } from "../dom";
import type { Populations } from "./types";

export interface People {
  typical: string;
  years: string;
  /** described are the covariates that differ from the named population, in per cent of people or years. */
  described: Map<string, number>;
}

interface Group {
  name: string;
  fields: [covariate: string, name: string][];
  open?: boolean;
}

const groups: Group[] = [
  { name: "Age, sex, smoking", open: true, fields: [["age", "Mean age"], ["male", "Men"], ["smoker", "Smoke now"], ["ex-smoker", "Smoked before"]] },
  { name: "Treatment before and beside", fields: [["steroids", "Steroids, up to 10 mg/day"], ["steroids-high", "Steroids, more than 10 mg/day"], ["prior-biologic", "Biologic before"]] },
  { name: "Earlier events and illness", fields: [["prior-infection", "Serious infection"], ["prior-zoster", "Herpes zoster"], ["prior-vte", "Venous thromboembolism"], ["ascvd", "Atherosclerotic disease"], ["hypertension", "Hypertension"], ["diabetes", "Diabetes"], ["obesity", "Body mass index from 30"], ["prior-nmsc", "Non-melanoma skin cancer"], ["diverticulitis", "Diverticulitis"]] },
  { name: "Region and ancestry", fields: [["japan-korea", "Japan, Korea"], ["other-asia", "Elsewhere in Asia"], ["eastern-europe", "Eastern Europe"], ["latin-america", "Latin America"]] },
  { name: "Zoster vaccination", fields: [["recombinant-vaccine", "Recombinant vaccine"], ["live-vaccine", "Live vaccine"]] },
  { name: "Time and spread", fields: [["age-sd", "Standard deviation of age"]] },
];

const joint: Record<string, string> = { smoker: "smoking", steroids: "steroids", "eastern-europe": "region and ancestry", "live-vaccine": "zoster vaccination" };
const spelled = new Map(groups.flatMap((g) => g.fields.map(([id, name]) => [id, name.toLowerCase()] as const)));

/** factorName spells out a factor of the population, which may join covariates that exclude each other. */
export function factorName(name: string): string {
  const parts = name.split(", ");
  return (parts.length > 1 && joint[parts[0] ?? ""]) || parts.map((p) => spelled.get(p) ?? p).join(", ");
}

/** longest is the longest time under treatment that is asked for, in years. */
const longest = 15;

export class PeopleForm {
  readonly element = h("form", { class: "properties", "aria-label": "Population", onsubmit: (e: Event) => e.preventDefault() });
  private open = new Set(groups.filter((g) => g.open).map((g) => g.name));

  constructor(private readonly changed: (final: boolean, another: boolean) => void) {}

  /** show lays the form out for a named population. */
  show(people: People, known: Populations): void {
    const base = known.populations.find((p) => p.name === people.typical);
    const meaning = new Map(known.covariates.map((c) => [c.name, c]));
    const pick = h("select", { "aria-label": "Named population", value: people.typical, onchange: () => {
      people.typical = pick.value;
      people.described.clear();
      people.years = "";
      this.show(people, known);
      this.changed(true, true);
    } }, known.populations.map((p) => h("option", { value: p.name }, p.name)));
    pick.value = people.typical;
    const described = people.described.size + Number(Boolean(people.years));
    const back = h("button", { type: "button", class: "link", hidden: !described, onclick: () => {
      people.described.clear();
      people.years = "";
      this.show(people, known);
      this.changed(true, false);
      this.element.querySelector("select")?.focus();
    } }, "Take all from the named population");
    const field = ([name, title]: [string, string]): HTMLElement | null => {
      const c = meaning.get(name);
      if (!c || !base) return null;
      const usual = Number(((base.values[name] ?? 0) * (c.share ? 100 : 1)).toPrecision(4));
      const [low, high] = c.share ? [0, 100] : name === "age" ? [18, 90] : [0, 25];
      return slider(title, c.meaning, c.share ? "%" : "years", low, high, people.described.get(name) ?? usual, usual, (v, final) => {
        if (v === usual) people.described.delete(name);
        else people.described.set(name, v);
        back.hidden = !people.described.size && !people.years;
        this.changed(final, false);
      });
    };
    fill(this.element,
      h("fieldset", {}, h("legend", {}, "Population"), pick,
        h("p", { class: "u" }, "What you do not move is that of the named population; ● marks what you described. Shares are of people; this describes groups, never a person."), back),
      groups.map((g) => {
        const d = h("details", { open: this.open.has(g.name), ontoggle: () => {
          if (d.open) this.open.add(g.name);
          else this.open.delete(g.name);
        } }, h("summary", {}, g.name), g.fields.map(field),
        g.name.startsWith("Time") && base && slider("Time under treatment", "mean time since treatment began, over which hazards are averaged; cancers need time", "years", 0.25, longest, Number(people.years) || base.years, base.years, (v, final) => {
          people.years = v === base.years ? "" : String(v);
          back.hidden = !people.described.size && !people.years;
          this.changed(final, false);
        }, 0.25));
        return d;
      }),
      base && h("p", { class: "u" }, `${base.verified ? "●" : "◇ unverified:"} ${base.source}`));
  }
}

/** slider is a number with a range; what differs from the usual value is marked. */
function slider(name: string, about: string, unit: string, low: number, high: number, value: number, usual: number, changed: (v: number, final: boolean) => void, step = 1): HTMLElement {
  const range = h("input", { type: "range", min: low, max: high, step, value, "aria-label": `${name}, ${unit}`, "aria-valuetext": `${value} ${unit}` });
  const number = h("input", { type: "number", min: low, max: high, step: "any", value, inputmode: "decimal", "aria-label": `${name}, typed, ${unit}` });
  const mark = h("span", { class: "described", "aria-hidden": "true" }, value === usual ? "" : "● ");
  const take = (v: number, final: boolean): void => {
    if (!(v >= low && v <= high)) return;
    mark.textContent = v === usual ? "" : "● ";
    range.setAttribute("aria-valuetext", `${v} ${unit}`);
    changed(v, final);
  };
  for (const [kind, final] of [["input", false], ["change", true]] as const) range.addEventListener(kind, () => {
    number.value = range.value;
    take(range.valueAsNumber, final);
  });
  number.addEventListener("change", () => {
    range.value = number.value;
    take(number.valueAsNumber, true);
  });
  return h("div", { class: "field", title: about }, h("span", { class: "name" }, mark, name), h("span", { class: "amount" }, number, ` ${unit}`), range);
}
