/** What a watcher knows of a task, in whatever order it hears of it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Held, type News } from '../../agent/ha/claims/held.ts';
import type { Kind } from '../../agent/ha/claims/keys.ts';
import { NOWHERE, sameView, type TaskView, withKey } from '../../agent/ha/claims/view.ts';
import type { Stored } from '../../agent/ha/etcd/stored.ts';

const stored = (kind: Kind, revision: number): Stored => ({
  key: kind,
  value: new TextEncoder().encode(
    kind === 'tasks'
      ? JSON.stringify({
          version: 2,
          epoch: 1,
          primary: 1,
          replicas: [],
          ended: false,
          change: `${revision}`,
        })
      : '7',
  ),
  lease: '0',
  created: revision,
  modified: revision,
});

const change = fc.record({ kind: fc.constantFrom<Kind>('tasks', 'alive', 'next'), isPut: fc.boolean() });
/** What happens at one revision after the other: one key or several. */
const past = fc.array(fc.uniqueArray(change, { selector: ({ kind }) => kind, minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 12,
});

it('read at any moment, twice, before, between and after the news, it comes to know what is', () => {
  fc.assert(
    fc.property(past, fc.nat(), fc.nat(), fc.nat(), (revisions, early, readAt, againAt) => {
      const news = revisions.map((changes, at) =>
        changes.map(
          ({ kind, isPut }): News => ({
            kind,
            heard: isPut
              ? { revision: at + 1, put: stored(kind, at + 1) }
              : { revision: at + 1, removed: kind },
          }),
        ),
      );
      const viewAt = (revision: number): TaskView =>
        news
          .slice(0, revision)
          .flat()
          .reduce((view, { kind, heard }) => withKey(view, kind, 'put' in heard ? heard.put : null), NOWHERE);
      const held = new Held();
      const most = news.length;
      const first = early % (most + 1);
      for (const some of news.slice(0, first)) held.apply(some);
      expect(held.untold()).toBeNull();
      const reads = [readAt % (most + 1), againAt % (most + 1)];
      held.read(viewAt(reads[0]!), reads[0]!);
      expect(held.untold()).toEqual(viewAt(Math.max(first, reads[0]!)));
      for (const some of news.slice(first)) held.apply(some);
      held.read(viewAt(reads[1]!), reads[1]!);
      const last = held.untold();
      // Where it was told all that before, it is not told again.
      expect(last ?? viewAt(most)).toEqual(viewAt(most));
      expect(last === null).toBe(sameView(viewAt(Math.max(first, reads[0]!)), viewAt(most)));
      expect(held.untold()).toBeNull();
    }),
  );
});
