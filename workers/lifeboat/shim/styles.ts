// Stylesheets written through the object model. A property set by name (`style.backgroundImage = …`) passes no function in
// Chromium; there the style attribute changes, which the last net sees.

import { wrapAccessor, wrapArgument, wrapConstructor } from "./wrap.ts";

export function mapStyles(css: (text: string) => string): void {
  const change = (text: unknown) => (typeof text === "string" ? css(text) : text);
  wrapArgument("CSSStyleDeclaration", "setProperty", change, 1);
  wrapAccessor("CSSStyleDeclaration", "cssText", { set: change });
  for (const name of ["CSSStyleSheet", "CSSGroupingRule", "CSSKeyframesRule", "CSSStyleRule"]) {
    wrapArgument(name, "insertRule appendRule replace replaceSync", change);
  }
  wrapArgument("CSSStyleSheet", "addRule", change, 1);
  wrapConstructor("FontFace", (args) => {
    args[1] = change(args[1]);
  });
}
