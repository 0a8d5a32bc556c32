import type { Placement } from '../../protocol/task.ts';
import type { CompiledProgram } from '../deputy/images.ts';
import type { Options } from './options.ts';

/** Whether native add-ons are loaded: where the user has not said, a program that may ask for some gets them, but for one whose rights are limited. */
export const loadsAddons = (
  { addons, grants }: Pick<Options, 'addons' | 'grants'>,
  { hasAddons }: CompiledProgram,
): boolean => addons ?? (hasAddons && grants === null);

/** What loads them stays at home. */
export const placementFor = (placement: Placement, home: number, addons: boolean): Placement =>
  addons ? { ...placement, nodes: [home], lock: true } : placement;
