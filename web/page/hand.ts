import type { GraphView } from './graph.ts';
import { circleAt } from './layout.ts';
import type { PageEvent } from './update.ts';

/** So far a pointer may move before it carries what it has pressed. */
const SLACK_PX = 4;

/** Mouse, pen or finger: presses a task's box, carries it, lets it go on a node. */
export function giveHand(view: GraphView, happen: (event: PageEvent) => void): { letGo(): void } {
  let pressed: { task: string; pointer: number; x: number; y: number; isCarrying: boolean } | null = null;
  const { picture } = view;

  /** In the picture's own measure. */
  const placeOf = (event: PointerEvent): { x: number; y: number } => {
    const { left, top } = picture.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const letGo = (isOff: boolean): void => {
    if (pressed?.isCarrying) {
      view.carry(pressed.task, null);
      happen({ on: 'drop', isOff });
    }
    pressed = null;
  };

  picture.addEventListener('pointerdown', (event) => {
    const box = (event.target as Element).closest<SVGGElement>('[data-task]');
    if (!box || event.button !== 0 || pressed !== null) return;
    const task = box.dataset.task!;
    pressed = { task, pointer: event.pointerId, ...placeOf(event), isCarrying: false };
    picture.setPointerCapture(event.pointerId);
    box.focus();
    happen({ on: 'select', task });
    event.preventDefault();
  });
  picture.addEventListener('pointermove', (event) => {
    if (pressed?.pointer !== event.pointerId) return;
    const at = placeOf(event);
    if (!pressed.isCarrying && Math.hypot(at.x - pressed.x, at.y - pressed.y) < SLACK_PX) return;
    pressed.isCarrying = true;
    happen({ on: 'carry', task: pressed.task, over: circleAt(view.graph, at.x, at.y) });
    view.carry(pressed.task, at);
  });
  picture.addEventListener('pointerup', (event) => {
    if (pressed?.pointer === event.pointerId) letGo(false);
  });
  picture.addEventListener('pointercancel', () => letGo(true));
  picture.addEventListener('dblclick', (event) => {
    const task = boxUnder(event);
    if (task !== null) happen({ on: 'want', task, to: 0 });
  });
  return { letGo: () => letGo(true) };
}

/** While the pointer is captured its events are the picture's: what lies under it is asked for. */
function boxUnder(event: MouseEvent): string | null {
  const under = document.elementFromPoint(event.clientX, event.clientY);
  return under?.closest<SVGGElement>('[data-task]')?.dataset.task ?? null;
}
