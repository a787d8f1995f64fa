// The mirror's own pages as the lifeboat answers them: a script of its own, which hears navigations under the door before the
// everyday lifeboat leaves them to the mirror.

import "./about.ts";
import "./panic.ts";
