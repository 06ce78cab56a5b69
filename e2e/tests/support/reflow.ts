import { type Page } from "@playwright/test";

/**
 * What a screen of this width loses (WCAG 1.4.10): a page or a box that scrolls sideways, and words that lie where no
 * scrolling leads, beyond an edge of the screen or of a box that cuts them off. Tables, rows of links, columns of the
 * board and commands may scroll sideways, and words that end in "…" are meant; the link that shows on focus alone and
 * words for the ear alone are no loss to the eye.
 */
export function lost(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    const losses = new Set<string>();
    if (root.scrollWidth > root.clientWidth) losses.add(`${root.scrollWidth} px of page on ${root.clientWidth} px of screen`);
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let text = words.nextNode(); text !== null; text = words.nextNode()) {
      const holder = text.parentElement;
      if (holder === null || holder.closest(".skip") !== null || !holder.checkVisibility({ visibilityProperty: true })) continue;
      range.selectNodeContents(text);
      const edge = Array.from(range.getClientRects()).map((line) => cut(holder, line)).find((found) => found !== undefined);
      if (edge !== undefined) losses.add(`« ${text.textContent?.trim() ?? ""} » beyond ${edge}`);
    }
    return [...losses];

    /** The edge that a line of words goes beyond, if there is one. Half a pixel is rounding. */
    function cut(holder: Element, line: DOMRect): string | undefined {
      let { left, right, top, bottom } = line;
      let pinned = false;
      for (let box: Element | null = holder; box !== null && box !== root; box = box.parentElement) {
        const style = getComputedStyle(box);
        const frame = box.getBoundingClientRect();
        const forTheEar = style.clipPath !== "none";
        if (forTheEar || (style.overflowX !== "visible" && style.textOverflow === "ellipsis")) return undefined;
        if (/auto|scroll/.test(style.overflowX)) {
          if (right > frame.right + 0.5 && !box.matches("nav, .scroll-x, .board__bags, .code")) return name(box);
          [left, right] = [frame.left, frame.right];
        }
        if (/auto|scroll/.test(style.overflowY)) [top, bottom] = [frame.top, frame.bottom];
        const cuts = (way: string) => way === "hidden" || way === "clip";
        if (cuts(style.overflowX) && (right > frame.right + 0.5 || left < frame.left - 0.5)) return name(box);
        if (cuts(style.overflowY) && (bottom > frame.bottom + 0.5 || top < frame.top - 0.5)) return name(box);
        pinned ||= style.position === "fixed";
      }
      if (right > root.clientWidth + 0.5 || left < -0.5) return "a side of the screen";
      return pinned && (bottom > innerHeight + 0.5 || top < -0.5) ? "the top or the foot of the screen" : undefined;
    }

    function name(box: Element): string {
      return `the edge of ${[box.localName, ...Array.from(box.classList)].join(".")}`;
    }
  });
}
