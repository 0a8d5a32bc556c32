import { enter } from './enter.ts';
import { Life } from './life.ts';
import { given } from './threads/given.ts';
import { openHall } from './threads/hall.ts';

const start = given();
if (start?.role === 'hall') openHall(start.socket, start);
else enter(Life);
