import { type Kind, KindCode } from '../kind.ts';
import { instanceOf } from '../makers.ts';
import { getPrototypeOf } from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';

/**
 * An ordinary instance with `#private` fields, of classes that hand out accessors for them. Constructing while asked puts
 * the fields on it, the accessors their values into them.
 *
 *     prototype, n, (class id, m, (name, value) × m) × n, props
 */
export const privateInstance: Kind = {
  code: KindCode.PRIVATE,
  write(w, object) {
    const proto = getPrototypeOf(object);
    w.value(proto);
    const tables = w.registry.privateTablesOf(object);
    w.raw(tables.length);
    for (const { id, names } of tables) {
      const fields = Object.entries(names).filter(([, name]) => name.field && name.has(object));
      w.raw(id);
      w.raw(fields.length);
      for (const [name, { get }] of fields) {
        w.value(name);
        w.value(get!(object));
      }
    }
    writeProps(w, object, proto);
  },
  needs(r) {
    const number = r.refOf(r.raw());
    return number < 0 ? [] : [number];
  },
  allocate(r, engine) {
    const proto = r.value();
    if (typeof proto !== 'object' || proto === null) throw damaged('a prototype was expected');
    const object = instanceOf(proto, engine);
    if (!object) throw damaged('an instance with private fields cannot be made');
    return object;
  },
  fill(r, object, engine) {
    r.skip(1);
    for (let n = r.count(2); n > 0; n--) {
      const names = engine.registry.privateNamesById(r.raw());
      for (let m = r.count(2); m > 0; m--) {
        const name = names?.[String(r.value())];
        const value = r.value();
        if (!name?.set || !name.has(object)) throw damaged('an object lacks a private field');
        name.set(object, value);
      }
    }
    readProps(r, object);
  },
};
