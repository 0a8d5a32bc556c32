import { enter } from './enter.ts';
import { Life } from './life.ts';

enter(Life);
