/** Part of pass 2: unique names. */
import { isClass, OURS } from './ast.ts';
import type { Binding, Program, Unit } from './units.ts';

export function uniqueNames(
  program: Program,
  globals: ReadonlySet<string>,
  reserved: ReadonlySet<string>,
): void {
  const byUnit = new Map<Unit, Binding[]>();
  const all = new Set<string>(globals);
  for (const binding of program.bindings) {
    const list = byUnit.get(binding.unit) ?? [];
    list.push(binding);
    byUnit.set(binding.unit, list);
    all.add(binding.original);
  }
  const inherited = new Map<Unit, Names>();
  for (const unit of program.units) {
    const used = new Names(unit.parent ? inherited.get(unit.parent)! : globals);
    const bindings = byUnit.get(unit) ?? [];
    for (const b of bindings) {
      if (b.kind !== 'self') continue;
      b.name = b.name.replace(OURS, '$');
      if (isClass(b.scope) && unit.parent && inherited.get(unit.parent)!.has(b.name))
        renameClass(b, used, all);
      used.add(b.name);
    }
    // What is seen by its name has it, and nobody else.
    for (const b of bindings) if (b.visible && b.kind !== 'self') keepName(b, used, unit, reserved);
    for (const b of bindings) {
      if (b.kind === 'self' || b.visible) continue;
      const base = baseOf(b);
      let name = base;
      for (
        let k = 1;
        used.has(name) ||
        (unit.kind === 'main' && reserved.has(name)) ||
        (name !== b.original && all.has(name));
        k++
      )
        name = `${base}$${k}`;
      used.add(name);
      if (name !== b.name) rename(b, name);
    }
    inherited.set(unit, used);
  }
}

/** Names of a unit, and those of the units around it. */
class Names {
  private readonly own = new Set<string>();
  private readonly around: Names | ReadonlySet<string>;

  constructor(around: Names | ReadonlySet<string>) {
    this.around = around;
  }

  has(name: string): boolean {
    return this.own.has(name) || this.around.has(name);
  }

  add(name: string): void {
    this.own.add(name);
  }
}

const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname'];

function keepName(b: Binding, used: Names, unit: Unit, reserved: ReadonlySet<string>): void {
  const clashes =
    unit.kind === 'main' &&
    (used.has(b.original) || (reserved.has(b.original) && !WRAPPER.includes(b.original)));
  if (clashes) b.visible = false;
  else {
    used.add(b.original);
    if (b.name !== b.original) rename(b, b.original);
  }
}

/** What is in it may have to name a class around it that is called the same. */
function renameClass(binding: Binding, used: Names, all: ReadonlySet<string>): void {
  const cls = binding.scope;
  cls.hiddenName ??= binding.name;
  let k = 1;
  while (used.has(`${cls.hiddenName}$${k}`) || all.has(`${cls.hiddenName}$${k}`)) k++;
  binding.name = `${cls.hiddenName}$${k}`;
  cls.id.name = binding.name;
  for (const { node } of binding.references) node.name = binding.name;
}

/** Names with `$` are ours; some that sloppy code may have mean something in generated code. */
function baseOf({ name, original }: Binding): string {
  const isOurs = name.startsWith(OURS) && !name.startsWith(`${OURS}u`);
  if (isOurs || original === '') return name.replace(OURS, '$');
  return original.startsWith('$') || SPECIAL.has(original) ? `_${original}` : original;
}

const SPECIAL = new Set(
  'arguments await default eval implements interface let package private protected public static yield'.split(
    ' ',
  ),
);

function rename(binding: Binding, name: string): void {
  binding.name = name;
  for (const node of binding.definitions) Object.assign(node, { name, original: node.original ?? node.name });
  for (const { node } of binding.references) node.name = name;
}
