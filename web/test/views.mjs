// The views, and how to tell that one has something to show.

/** slow marks what computes for seconds on a busy machine. */
export const views = [
  { name: "compare", path: "/compare" },
  { name: "compare-many", path: "/compare?treatment=upadacitinib:15+mg:qd&treatment=tofacitinib:5+mg:bid&treatment=baricitinib:4+mg:qd&treatment=filgotinib:200+mg:qd&treatment=ritlecitinib:50+mg:qd&treatment=deucravacitinib:6+mg:qd&rows=all&measure=hours" },
  { name: "pathway", path: "/pathway" },
  { name: "pathway-followed", path: "/pathway?treatment=tofacitinib:5+mg:bid&follow=disease:RA" },
  { name: "design", path: "/design" },
  { name: "trials", path: "/trials" },
  { name: "trial", path: "/trials?trial=octave-induction-2" },
  { name: "trial-result", path: "/trials?trial=select-next", ready: ".forest .median", act: (page) => page.getByRole("button", { name: "Simulate" }).click() },
  { name: "trial-wrong", path: "/trials?trial=own", ready: ".mistakes li", act: async (page) => {
    const file = page.getByLabel("Trial file (YAML)");
    await file.fill((await file.inputValue()).replace("disease: RA ", "disease: RAA ").replace("endpoint: ACR50", "endpoint: ACR500"));
  } },
  { name: "risk", path: "/risk" },
  { name: "risk-described", path: "/risk?typical=RA+with+cardiovascular+risk&covariate=age%3D68&covariate=smoker%3D60%25&covariate=ex-smoker%3D20%25&treatment=tofacitinib:5+mg:bid&event=MACE&events=all&labs=all&region=FDA" },
  { name: "evidence", path: "/evidence?drug=upadacitinib" },
  { name: "evidence-row", path: "/evidence?id=cell29", ready: "dialog[open] .facts" },
  { name: "statements", path: "/statements" },
  { name: "statements-one", path: "/statements?id=S16", ready: "dialog[open] .check" },
  { name: "qualification", path: "/qualification" },
  { name: "qualification-potency", path: "/qualification?of=potency" },
  { name: "qualification-efficacy", path: "/qualification?of=efficacy" },
  { name: "qualification-labs", path: "/qualification?of=labs" },
  { name: "qualification-safety", path: "/qualification?of=safety" },
  { name: "model", path: "/model", act: (page) => page.getByRole("button", { name: "Try a small example" }).click() },
];

/** open shows a view and waits until it has drawn. */
export async function open(page, base, view) {
  await page.goto(base + view.path);
  if (view.act) await view.act(page);
  await page.locator("main[data-drawn]").waitFor({ timeout: 90_000 });
  if (view.ready) await page.locator(view.ready).first().waitFor({ timeout: 90_000 });
  if (view.name.startsWith("risk")) await page.locator('main[data-benefit="ACR20"]').waitFor({ timeout: 90_000 });
  if (view.name.startsWith("compare")) await page.locator('main[data-subjects="48"]').waitFor({ timeout: 90_000 });
}
