import { conforms } from './suite.ts';

conforms('process', 'process', 97);
