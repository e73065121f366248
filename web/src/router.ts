// The address is the state: what a view shows can be read off it, and a link shows the same again.

export interface View {
  /** leave is called before another view takes the place. */
  leave?(): void;
}

export interface Page {
  path: string;
  /** name in the navigation. */
  name: string;
  title: string;
  open(place: HTMLElement, parameters: URLSearchParams): View | void;
}

let pages: readonly Page[] = [];
let current: View | void;
let shown = "";
let announce: (page: Page) => void = () => undefined;

/** start shows the page of the address and follows links from then on. */
export function start(list: readonly Page[], opened: (page: Page) => void): void {
  pages = list;
  announce = opened;
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.("a[href]"); // of HTML or SVG
    if (!link || link.hasAttribute("target") || link.hasAttribute("download")) return;
    const to = new URL(link.getAttribute("href") as string, location.href);
    if (to.origin !== location.origin || to.hash || !pages.some((p) => p.path === to.pathname)) return;
    event.preventDefault();
    go(to.pathname + to.search);
  });
  window.addEventListener("popstate", () => {
    if (shown !== location.pathname + location.search) show(false);
  });
  show(false);
}

/** go opens an address of this page. */
export function go(address: string): void {
  settle();
  history.pushState(null, "", address);
  show(true);
}

function show(moved: boolean): void {
  const place = document.getElementById("main") as HTMLElement;
  const page = pages.find((p) => p.path === location.pathname) ?? (pages[0] as Page);
  if (current?.leave) current.leave();
  pending = undefined;
  place.replaceChildren();
  shown = location.pathname + location.search;
  document.title = `${page.title} · jakstat`;
  current = page.open(place, new URLSearchParams(location.search));
  announce(page);
  if (moved) {
    window.scrollTo(0, 0);
    place.focus({ preventScroll: true });
  }
}

let pending: string | undefined;
let timer = 0;

/**
 * remember writes the state of the view into the address without opening anything. A step can be gone back to; what is no step, as while a slider
 * moves, is written once things are still: browsers refuse more than some changes a second.
 */
export function remember(path: string, search: string, step = false): void {
  const address = path + search;
  window.clearTimeout(timer);
  pending = undefined;
  if (address === location.pathname + location.search) return;
  if (step) {
    shown = address;
    history.pushState(null, "", address);
    return;
  }
  pending = address;
  timer = window.setTimeout(settle, 150);
}

/** settle writes what waits to be written. */
export function settle(): void {
  window.clearTimeout(timer);
  if (pending === undefined) return;
  shown = pending;
  pending = undefined;
  history.replaceState(null, "", shown);
}
