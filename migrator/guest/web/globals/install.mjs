/** As Node puts its own there. */
export function install(values, enumerable = false) {
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable, configurable: true });
}
