import type { ExportMode, ExportRoot } from '../../../protocol/node.ts';

const isBelow = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);

/** What a node exports: directories by their real paths, each with all below it, until one of them that lies deeper says otherwise. */
export class Roots {
  /** Deepest first. */
  private readonly roots: ExportRoot[];

  /** `hidden`: what is never served, wherever it lies. */
  constructor(
    roots: readonly ExportRoot[],
    private readonly hidden: readonly string[],
  ) {
    this.roots = [...roots].sort((a, b) => b.path.length - a.path.length);
  }

  /** The root that this path is in; undefined above and beside all. */
  of(path: string): ExportRoot | undefined {
    return this.roots.find((root) => isBelow(path, root.path));
  }

  modeOf(path: string): ExportMode | null {
    return this.of(path)?.mode ?? null;
  }

  isHidden(path: string): boolean {
    return this.hidden.some((one) => isBelow(path, one));
  }

  /** It leads to a root, and is none. */
  isWay(path: string): boolean {
    return this.roots.some((root) => root.path !== path && isBelow(root.path, path));
  }

  /** It is in a root, and all that is in it is under the same rules. */
  isEven(path: string): boolean {
    const others = [...this.roots.map((root) => root.path), ...this.hidden];
    return this.of(path) !== undefined && !others.some((one) => one !== path && isBelow(one, path));
  }

  /** What is below it would be something else if it were called otherwise. */
  isFixed(path: string): boolean {
    return [...this.roots.map((root) => root.path), ...this.hidden].some((one) => isBelow(one, path));
  }

  /** A file may be under both names: they are in one root. */
  areAlike(one: string, other: string): boolean {
    return this.of(one) === this.of(other);
  }

  /** The names by which it leads to roots. */
  waysFrom(path: string): string[] {
    const start = path === '/' ? 1 : path.length + 1;
    const names = this.roots
      .filter((root) => root.path !== path && isBelow(root.path, path))
      .map((root) => root.path.slice(start).split('/')[0]!);
    return [...new Set(names)].sort();
  }
}
