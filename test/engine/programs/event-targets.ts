// EventTarget, Event and CustomEvent, their subclasses too, live across captures; errors of listeners are thrown by themselves.
const pause = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i & 3; return s; };
class Button extends EventTarget {
  clicks = 0;
  click(detail: unknown) { this.clicks++; const event = new CustomEvent('click', { detail, cancelable: true, bubbles: true }); pause(3); return this.dispatchEvent(event); }
}
class Named extends Event { label: string; constructor(type: string, label: string) { super(type); this.label = label; } }
const button = new Button();
const log: string[] = [];
const late = (e: Event) => log.push(`late ${(e as CustomEvent).detail}`);
button.addEventListener('click', (e) => { log.push(`first ${(e as CustomEvent).detail} ${e.cancelable} ${e.composedPath().length}`); button.addEventListener('click', late, { once: true }); });
button.addEventListener('click', function (this: Button, e) { log.push(`second ${this.clicks}`); if (this.clicks === 2) e.preventDefault(); });
button.addEventListener('click', (e) => { if (button.clicks === 3) e.stopImmediatePropagation(); }, { capture: true });
button.addEventListener('click', () => log.push('passive'), { passive: true });
pause(3);
for (const detail of ['a', 'b', 'c']) { console.log(button.click(detail), log.splice(0).join(' | ')); pause(3); }
const held = new Named('named', 'held');
pause(3);
button.addEventListener('named', (e) => console.log((e as Named).label, e.type, e instanceof Named, e instanceof Event, e.target === button, e.eventPhase));
button.dispatchEvent(held);
console.log(held.target === button, held.currentTarget, held.eventPhase, Object.keys(Event), typeof held.timeStamp, held.defaultPrevented, held.returnValue, held.cancelBubble);
button.addEventListener('again', (e) => { try { button.dispatchEvent(e); } catch (x: any) { console.log(x.code, x.message); } });
button.dispatchEvent(new Event('again'));
console.log(String(button), button, Object.prototype.toString.call(held), Event.name, Event.length, CustomEvent.length, EventTarget.prototype.addEventListener.length, Object.keys(EventTarget.prototype));
for (const f of [() => new (Event as any)(), () => new Event('x', 5 as any), () => button.dispatchEvent({} as any), () => (button as any).addEventListener('x'), () => button.addEventListener('x', 5 as any), () => Event.prototype.type, () => EventTarget.prototype.dispatchEvent.call({}, held)])
  try { f(); console.log('no error'); } catch (e: any) { console.log(e.name, e.code, e.message); }
process.on('uncaughtException', (e) => console.log('uncaught', e.message));
button.addEventListener('bad', () => { throw new Error('thrown'); });
button.addEventListener('bad', async () => { await null; throw new Error('rejected'); });
button.addEventListener('bad', () => console.log('goes on'));
console.log(button.dispatchEvent(new Event('bad')));
pause(3);
await new Promise((done) => setTimeout(done, 1));
console.log('end');
