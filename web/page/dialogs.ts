import { byId, html, say } from './dom.ts';
import { closed, type Model, nameOf, nodesOf } from './model.ts';

const KEYS: readonly [string, string][] = [
  ['drag a task onto a node', 'it migrates there; a node that takes no task says why'],
  ['double click on a task', 'it comes home'],
  ['Tab', 'to the next task, button or table'],
  ['Enter, space or m', 'on a task: where it may go, to choose from'],
  ['h', 'the task comes home'],
  ['b', 'the balancer decides where it goes'],
  ['Escape', 'lets go of what is dragged, closes what is open'],
  ['d', 'dead nodes too, or not'],
  ['?', 'this help'],
  ['the ring around a node', 'its load: once around is 200, two tasks a CPU'],
  ['a dashed border of a task', 'it is locked, or something holds it: its row says what'],
];

export function fillHelp(): void {
  byId('keys').append(...KEYS.flatMap(([key, words]) => [html('dt', {}, key), html('dd', {}, words)]));
}

export const openHelp = (): void => byId<HTMLDialogElement>('help').showModal();

export const isOpen = (): boolean => document.querySelector('dialog[open]') !== null;

/** Where a task may go, and why elsewhere not; `choose` hears what was chosen. */
export function openMove(model: Model, task: string, choose: (to: number | 'balance') => void): void {
  const dialog = byId<HTMLDialogElement>('move');
  const of = model.state?.tasks.find((one) => one.task === task);
  if (!of) return;
  say(byId('move-title'), `Move ${nameOf(model, task)}`);
  const choice = (to: number | 'balance', words: string, why: string | null): HTMLElement => {
    const button = html(
      'button',
      { type: 'button', 'data-to': to, 'aria-disabled': String(why !== null) },
      why === null ? words : `${words} – ${why}`,
    );
    button.addEventListener('click', () => {
      if (why !== null) return;
      dialog.close();
      choose(to);
    });
    return html('li', {}, button);
  };
  byId('targets').replaceChildren(
    choice('balance', 'where the balancer wants it', null),
    ...nodesOf(model).map(({ info }) => {
      const home = info.id === of.home ? ', its home' : '';
      return choice(
        info.id,
        `node ${info.id} ${info.name}${home}, load ${info.load.toFixed(0)}`,
        closed(model, task, info.id),
      );
    }),
  );
  dialog.showModal();
}
