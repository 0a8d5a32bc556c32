/** What undici takes of `node:worker_threads`. */
export const markAsUncloneable = () => {};
export const { MessagePort } = globalThis;
