// Whether a page keeps within its boxes where there is little room: on a small phone, with letters of twice the size, and
// with the space between them that people may ask for (ux.md G13, WCAG 2.2 1.4.4, 1.4.10, 1.4.12).
import type { Page } from 'playwright-core';

/** Pixels of the page that are out of sight, as a line. */
export async function cutOff(page: Page, when: string): Promise<string[]> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return overflow > 0 ? [`${when}: ${overflow} px cut off`] : [];
}

/** The page that is open, at 320 px with all that folds open: as it is, with large letters, with space, with both. Returns what is wrong. */
export async function reflowFaults(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.evaluate(() => {
    for (const folded of document.querySelectorAll('details')) folded.open = true;
  });
  const look = async (when: string) => [
    ...(await cutOff(page, when)),
    ...(await outOfTheirBox(page, when)),
    ...(await numbersOutside(page, when)),
  ];
  const found = [...(await look('320 px')), ...(await brokenAddresses(page, '320 px')), ...(await indentedLinks(page, '320 px'))];
  await enlarge(page, '200%');
  found.push(...(await look('text at 200 %')));
  await spaceText(page);
  found.push(...(await look('text at 200 % and text spacing of WCAG 1.4.12')));
  await enlarge(page, '');
  return [...found, ...(await look('text spacing of WCAG 1.4.12'))];
}

/** As a browser does for people who ask it for large letters: all sizes follow that of the root. */
function enlarge(page: Page, size: string): Promise<void> {
  return page.evaluate((fontSize) => {
    document.documentElement.style.fontSize = fontSize;
  }, size);
}

/** Gives letters, words and lines the room that people may ask for. */
function spaceText(page: Page): Promise<void> {
  return page.evaluate(() => {
    const spacing = { lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em' };
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) Object.assign(element.style, spacing);
  });
}

/** Words, fields, buttons and pictures that reach over the edge of the button, note, card or page around them. */
async function outOfTheirBox(page: Page, when: string): Promise<string[]> {
  const found = await page.evaluate(() => {
    const faults: string[] = [];
    const seen = (element: Element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.vh, .skip');
    const judge = (element: Element, rects: Iterable<DOMRect>, what: string) => {
      const box = element.closest('.button, .note, .card, body') ?? document.body;
      const left = box.getBoundingClientRect().left + box.clientLeft;
      const right = left + box.clientWidth;
      const over = Math.max(...[...rects].filter(({ width }) => width > 0).flatMap((rect) => [left - rect.left, rect.right - right]));
      if (over >= 1) faults.push(`«${what.trim().slice(0, 40)}» reaches ${Math.round(over)} px out of its ${box.className || 'page'}`);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const element = text.parentElement;
      if (!element || !text.nodeValue?.trim() || !seen(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      judge(element, range.getClientRects(), text.nodeValue);
    }
    for (const thing of document.querySelectorAll('.button, button, input, img'))
      if (seen(thing)) judge(thing.parentElement ?? thing, [thing.getBoundingClientRect()], thing.textContent || thing.id || thing.tagName);
    return faults;
  });
  return found.map((fault) => `${when}: ${fault}`);
}

/** Links that stand on a line of their own and begin further in than the lines above. */
async function indentedLinks(page: Page, when: string): Promise<string[]> {
  const found = await page.evaluate(() => {
    const links = [...document.querySelectorAll('p > a:not(.button)')];
    return links.flatMap((link) => {
      const before = document.createRange();
      before.setStart(link.parentElement ?? link, 0);
      before.setEndBefore(link);
      const above = [...before.getClientRects()].filter(({ width }) => width > 0).at(-1);
      const [first] = link.getClientRects();
      const left = link.parentElement?.getBoundingClientRect().left ?? 0;
      return above && first && first.left < above.right && first.left - left >= 1 ? [`«${link.textContent}» is indented`] : [];
    });
  });
  return found.map((fault) => `${when}: ${fault}`);
}

/** Numbers of lists that stand on or over the edge of their card: what the browser writes there is measured as the same words. */
async function numbersOutside(page: Page, when: string): Promise<string[]> {
  const found = await page.evaluate(() => {
    const items = [...document.querySelectorAll('.card ol > li')].filter((item) => getComputedStyle(item).listStyleType === 'decimal');
    return items.flatMap((item) => {
      const text = `${[...(item.parentElement?.children ?? [])].indexOf(item) + 1}.\u00a0`;
      const number = Object.assign(document.createElement('span'), { textContent: text });
      Object.assign(number.style, { position: 'absolute', visibility: 'hidden' });
      item.append(number);
      const left = item.getBoundingClientRect().left - number.getBoundingClientRect().width;
      number.remove();
      const over = (item.closest('.card')?.getBoundingClientRect().left ?? 0) + 1 - left;
      return over >= 1 ? [`number ${text} reaches ${Math.round(over)} px out of its card`] : [];
    });
  });
  return found.map((fault) => `${when}: ${fault}`);
}

/** Mail addresses that go on on the next line where no part of them ends, or that leave a full stop alone there. */
async function brokenAddresses(page: Page, when: string): Promise<string[]> {
  const found = await page.evaluate(() => {
    const blocks = new Map<Element, { sign: string; top: number }[]>();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const block = text.parentElement?.closest('p, li, dd, dt, h1, h2, label, button, small, div');
      // Each sign is measured: only where there is an address.
      if (!block?.textContent?.includes('@') || !block.checkVisibility() || !text.nodeValue?.trim()) continue;
      const signs = [...text.nodeValue].map((sign, at) => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return { sign, top: range.getBoundingClientRect().bottom };
      });
      blocks.set(block, [...(blocks.get(block) ?? []), ...signs]);
    }
    return [...blocks.values()].flatMap((signs) =>
      [
        ...signs
          .map(({ sign }) => sign)
          .join('')
          .matchAll(/[^\s@]+@\S+/g),
      ].flatMap(({ 0: address, index }) => {
        const lines = signs.slice(index, index + address.length).reduce((line, { sign, top }, at, all) => {
          return line + (at > 0 && top - (all[at - 1]?.top ?? top) > 8 ? `|${sign}` : sign);
        }, '');
        return /[^@.-]\|/.test(lines) ? [lines] : [];
      }),
    );
  });
  return found.map((lines) => `${when}: broken as ${lines}`);
}
