import { h } from "../dom";
import type { Page } from "../router";

export const pathwayPage: Page = { path: "/pathway", name: "pathway", title: "pathway", open(place) { place.append(h("h1", {}, "pathway")); } };
