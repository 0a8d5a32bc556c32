/** The little that the page needs to keep elements as the model has them, changing only what is not. */
type Attributes = Readonly<Record<string, string | number>>;
const SVG = 'http://www.w3.org/2000/svg';

export function byId<E extends Element = HTMLElement>(id: string): E {
  return document.getElementById(id) as unknown as E;
}

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Node[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
  }
}

export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const kept = new WeakMap<Element, Map<string | number, Element>>();

/** One child for each item, in their order; who is there already stays, with its focus and what moves in it. */
export function children<Item, E extends Element>(
  parent: Element,
  items: readonly Item[],
  keyOf: (item: Item) => string | number,
  make: (item: Item) => E,
  refresh: (element: E, item: Item) => void,
): void {
  const before = kept.get(parent) ?? new Map<string | number, Element>();
  const now = new Map<string | number, Element>();
  for (const item of items) {
    const key = keyOf(item);
    const element = (before.get(key) as E | undefined) ?? make(item);
    refresh(element, item);
    now.set(key, element);
  }
  for (const [key, element] of before) if (now.get(key) !== element) element.remove();
  let next = parent.firstElementChild;
  for (const element of now.values()) {
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
  kept.set(parent, now);
}
