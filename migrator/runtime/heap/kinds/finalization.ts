import { FinalizationRegistry, type RegistryFields } from '../../finalization.ts';
import { type Kind, KindCode } from '../kind.ts';
import { getPrototypeOf } from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';
import { constructAs, needsProto, writeProto } from '../subclass.ts';

export const isFinalizationRegistry = (object: object): boolean =>
  FinalizationRegistry.fieldsOf(object) !== undefined;

/**
 * A registry, with what it watches.
 *
 *     prototype, fields, props
 */
export const finalizationRegistry: Kind = {
  code: KindCode.FINALIZATION_REGISTRY,
  write(w, object) {
    writeProto(w, object);
    w.value(FinalizationRegistry.fieldsOf(object));
    writeProps(w, object, getPrototypeOf(object));
  },
  needs: needsProto,
  allocate: (r) => constructAs(r, FinalizationRegistry, () => [() => {}]),
  fill(r, object) {
    r.skip(1);
    const fields = r.value() as RegistryFields;
    if (typeof fields !== 'object' || fields === null) throw damaged('a registry without a state');
    FinalizationRegistry.setFields(object as FinalizationRegistry, fields);
    readProps(r, object);
  },
};
