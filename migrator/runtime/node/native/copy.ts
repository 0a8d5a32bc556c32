export type Module = Record<string, unknown>;

/** A copy to be changed; what is behind a getter stays so. */
export function copyOf(module: object): Module {
  const descriptors = Object.getOwnPropertyDescriptors(module) as PropertyDescriptorMap;
  for (const descriptor of Object.values(descriptors)) descriptor.configurable = true;
  return Object.defineProperties({}, descriptors) as Module;
}
