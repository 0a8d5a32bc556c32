export let live = 1;
export const bump = () => { live *= 2; };
export * as again from './live.mjs';
