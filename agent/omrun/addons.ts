import type { Placement } from '../../protocol/task.ts';
import type { CompiledProgram } from '../deputy/images.ts';
import type { Options } from './options.ts';

/** Whether native add-ons are loaded: where the user has not said, a program that may ask for some gets them. */
export const loadsAddons = ({ addons }: Pick<Options, 'addons'>, { hasAddons }: CompiledProgram): boolean =>
  addons ?? hasAddons;

/** What loads them stays at home. */
export const placementFor = (placement: Placement, home: number, addons: boolean): Placement =>
  addons ? { ...placement, nodes: [home], lock: true } : placement;
