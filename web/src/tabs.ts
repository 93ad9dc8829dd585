// GraphiQL's tabs have buttons inside, to open and to close them, which tabs must not have. For screen readers they are
// made what they are: a list of buttons, of which the open one is marked.

const WRONG = '.graphiql-tabs[role="tablist"], .graphiql-tab[role="tab"], .graphiql-tab[aria-selected]';

function mend(root: HTMLElement): void {
  for (const element of root.querySelectorAll(WRONG)) {
    element.removeAttribute("role");
    const open = element.getAttribute("aria-selected");
    if (open === null) continue;
    element.removeAttribute("aria-selected");
    element.querySelector("button")?.setAttribute("aria-current", open);
  }
}

/** Mends the tabs within an element, and again whenever GraphiQL changes them. */
export function mendTabs(root: HTMLElement): void {
  const observer = new MutationObserver(() => mend(root));
  observer.observe(root, { subtree: true, childList: true, attributeFilter: ["role", "aria-selected"] });
}
