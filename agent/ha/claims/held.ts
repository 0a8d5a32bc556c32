import type { Heard } from '../etcd/stored.ts';
import type { Kind } from './keys.ts';
import { NOWHERE, sameView, type TaskView, withKey } from './view.ts';

/** What has happened to a key of a task. */
export interface News {
  kind: Kind;
  heard: Heard;
}

/** What a watcher knows of one task: pieces come from a list, from a reading and from the watch, in any order. */
export class Held {
  private view: TaskView = NOWHERE;
  /** What has happened up to then is in the view; -1 before anything is known. */
  private revision = -1;
  private early: News[] = [];
  private told: TaskView | null = null;

  /** All of it, as it was then. */
  read(view: TaskView, revision: number): void {
    if (revision < this.revision) return;
    this.view = view;
    this.revision = revision;
    this.apply(this.early.splice(0));
  }

  /** News of one piece of the watch, in order; all of one revision come together. */
  apply(news: readonly News[]): void {
    if (this.revision < 0) {
      this.early.push(...news);
      return;
    }
    // Against what was known before: several keys may change at one revision.
    const later = news.filter(({ heard }) => heard.revision > this.revision);
    for (const { kind, heard } of later) {
      this.view = withKey(this.view, kind, 'put' in heard ? heard.put : null);
      this.revision = heard.revision;
    }
  }

  /** The view, where there is one that was not told. */
  untold(): TaskView | null {
    if (this.revision < 0 || (this.told && sameView(this.told, this.view))) return null;
    this.told = this.view;
    return this.view;
  }
}
