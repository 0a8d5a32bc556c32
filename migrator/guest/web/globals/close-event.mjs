import { CloseEvent } from 'undici/lib/web/websocket/events.js';
import { install } from './install.mjs';

install({ CloseEvent });
