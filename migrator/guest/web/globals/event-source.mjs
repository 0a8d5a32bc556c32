import './streams.mjs';
import { EventSource } from 'undici/lib/web/eventsource/eventsource.js';
import { install } from './install.mjs';

install({ EventSource });
