import { colour } from './scene.ts';

/** The same colours where the background is light: as far from it as the others are from black. */
const ON_LIGHT: ReadonlyMap<number, number> = new Map([
  [colour.red, 160],
  [colour.green, 28],
  [colour.yellow, 136],
  [colour.blue, 26],
  [colour.magenta, 90],
  [colour.cyan, 30],
  [colour.orange, 166],
  [colour.white, 232],
  [colour.grey, 241],
  [colour.darkGrey, 250],
]);

export const onLight = (fg: number): number => ON_LIGHT.get(fg) ?? fg;

/** What some terminals say of themselves, foreground and background: `15;0`, `0;15`, `0;default;15`. */
export function isLight({ COLORFGBG }: Readonly<Record<string, string | undefined>>): boolean {
  const background = Number(COLORFGBG?.split(';').at(-1) || Number.NaN);
  return background === 7 || (background >= 9 && background <= 15);
}
