import { kindByAncestry, kindOf } from './classify.ts';
import { type HeapEngine, type Kind, KindCode } from './kind.ts';
import { known } from './kinds/known.ts';
import { object as oddObject } from './kinds/object.ts';
import { FieldsOf, privateInstance } from './kinds/private-instance.ts';
import { withLayout } from './peek.ts';
import { lastingElement, withPristineRealm } from './pristine-realm.ts';
import { assertCarriableClass } from './private-fields.ts';
import type { Changes } from './record.ts';
import type { KnownChange } from './registry.ts';
import type { Roots } from './roots.ts';
import { ShapeTable, writeRow } from './shapes.ts';
import { refusalAt, rootRefusal } from './trail.ts';
import { Refusal } from './uncapturable.ts';
import { HeapWriter } from './writer.ts';

export interface CapturedHeap {
  /** A node:v8 payload of plain arrays, see format.ts. */
  graph: Uint8Array;
  /** Views on the live memory: to be sent before the task goes on. */
  buffers: Uint8Array[];
  objects: number;
}

/**
 * Takes down everything that the task can reach. No code of the guest runs, and the heap stays exactly as it was.
 * `changed`, from a caller that has put the builtins back himself: what is known but not as it was.
 * @throws Uncapturable where something in it cannot be carried
 */
export function captureHeap(
  roots: Roots,
  engine: HeapEngine,
  changed?: readonly KnownChange[],
): CapturedHeap {
  return withLayout(() => {
    if (changed) return takeDown(roots, engine, changed);
    // Looked at first, and with nothing that the guest may have patched.
    const found = engine.registry.changes();
    return withPristineRealm(found, () => takeDown(roots, engine, found));
  });
}

/** The walk itself, among pristine builtins. `changed`: what is known but not as it was. */
export function takeDown(roots: Roots, engine: HeapEngine, changed: readonly KnownChange[]): CapturedHeap {
  const w = new HeapWriter(engine.registry);
  try {
    const lasting = lastingElement(changed);
    if (lasting !== undefined) throw new Refusal(`${lasting}, for good (it is not configurable)`);
    writeRoots(w, roots);
    const changes = new Map<object, Changes>();
    for (const each of changed) changes.set(each.object, each.changes);
    for (const each of changed) w.ref(each.object);
    writeObjects(w, engine, known(changes));
  } catch (error) {
    throw error instanceof Refusal ? rootRefusal(error) : error;
  }
  return { graph: w.payload(), buffers: w.buffers, objects: w.objects.length };

  function writeObjects(w: HeapWriter, engine: HeapEngine, knownKind: Kind): void {
    const shapes = new ShapeTable(w);
    let number = 0;
    do {
      for (; number < w.objects.length; number++) {
        const isKnown = w.begin(number);
        try {
          writeObject(w, w.objects[number]!, shapes, engine, isKnown ? knownKind : undefined);
        } catch (error) {
          throw error instanceof Refusal ? refusalAt(error, number, w, roots, engine) : error;
        }
      }
    } while (w.ephemerons.settle());
  }
}

/**
 *     frames, (fn, pc, this, n, local × n) × frames, n, module variable × n, runtime
 */
function writeRoots(w: HeapWriter, roots: Roots): void {
  w.raw(roots.frames.length);
  for (const { fn, pc, self, locals } of roots.frames) {
    w.raw(fn);
    w.raw(pc);
    w.value(self);
    w.raw(locals.length);
    for (let i = 0; i < locals.length; i++) w.value(locals[i]);
  }
  w.raw(roots.module.length);
  for (let i = 0; i < roots.module.length; i++) w.value(roots.module[i]);
  w.value(roots.runtime);
}

function writeObject(
  w: HeapWriter,
  object: object,
  shapes: ShapeTable,
  engine: HeapEngine,
  knownKind: Kind | undefined,
): void {
  const { registry } = engine;
  if (knownKind) return writeAs(knownKind);
  let shape = typeof object === 'object' ? shapes.known(object) : undefined;
  if (!shape) {
    const kind = kindOf(object, registry);
    if (kind && kind !== privateInstance) return writeAs(kind);
    const inherited = kindByAncestry(object, registry);
    if (inherited && !kind) return writeAs(inherited);
    assertCarriableClass(object);
    if (kind) return writeAs(kind);
    shape = shapes.examine(object);
    if (!shape) return writeAs(oddObject);
  }
  w.head(KindCode.SHAPED, shape.number);
  writeRow(w, shape, object);

  function writeAs(kind: Kind): void {
    if (kind !== privateInstance && kind !== knownKind && registry.privateTablesOf(object).length > 0)
      w.ref(new FieldsOf(object));
    w.head(kind.code);
    kind.write(w, object, engine);
  }
}
