import { tick } from './support/tick.ts';

class Light { state = 'red'; log: string[] = []; async go(steps: number) { for (let i = 0; i < steps; i++) { switch (this.state) { case 'red': await null; this.state = tick('green'); break; case 'green': this.state = await Promise.resolve('yellow'); break; default: try { if (i > 3) throw 'broken'; this.state = 'red'; } catch (e) { this.state = String(e); return this; } finally { await null; } } this.log.push(this.state); } return this; } }
const l = await new Light().go(9);
console.log(l.log.join(), l.state);
