// The words mirror labels are made of: calm, everyday, safe in any pairing (no bodies, no faiths, no weapons, no
// politics), none longer than nine letters. Taking a word out is fine; `isOrdinaryLabel` then stops knowing old labels.

// The relay names siblings with the two short lists alone: what a Worker never uses is no part of it (hence `__PURE__`).

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const fewAdjectives = /* @__PURE__ */ words(`
  amber ample autumn balmy bright brisk broad calm candid cheerful clear clever cosy crisp curious dapper dappled dewy
  distant drifting dusty early earnest easy eastern evening fabled faithful familiar fancy fertile festive fine floral
  fond fresh friendly gentle gilded glad gleaming golden graceful grand green grateful handmade handy happy hardy hazel
  hearty hidden hilly homely honest hopeful humble idle indigo ivory jolly joyful keen kind leafy level lilac little lively
`);

const moreAdjectives = /* @__PURE__ */ words(`
  local lofty lucky lunar mellow merry mild mindful misty modest morning mossy musical narrow neat new nimble noble
  northern olive open orderly outer painted pastel patient peaceful pearly placid plain playful polite prompt proud quaint
  quick quiet rainy restful rippling rolling rosy rural rustic sandy scenic serene shady shaded silver simple sincere
  sleepy slow smiling snowy soft solar southern spring steady still sturdy summer sunlit sunny sweet swift tender thankful
  thrifty tidal tidy tranquil trusty upper upland velvet verdant vivid warm western whole windy winter wise wooden
  woven
`);

export const adjectives = /* @__PURE__ */ fewAdjectives.concat(moreAdjectives);

export const fewNouns = /* @__PURE__ */ words(`
  acorn almond anchor apple apricot apron arbor arch aspen atlas attic autumn badge bakery balcony bamboo banner barley
  barn basil basket bayleaf beacon bench berry birch blanket blossom bobbin bonnet book border bower bowl bracken bramble
  branch bread breeze brick bridge brook broom bucket button cabin candle canoe canvas canyon caraway card cedar cellar
  chalk chapter cherry chestnut chimney cider cinnamon citrus clay cliff cloud clover coast cobble comet compass coral
`);

const moreNouns = /* @__PURE__ */ words(`
  corner cottage cotton courier cove cradle crane creek cricket cup current curtain daisy dale damson dawn delta desk
  dial dome doorway dove dragonfly drizzle drum dune echo elm ember envelope fern fiddle field finch fjord flag flax
  flint flute forest fountain fox garden gate gazebo ginger glade glen grain granite grove guitar gull hamlet harbor
  harvest hazelnut heather hedge heron hill hive holly honey horizon ink inlet iris island ivy jasmine jay jetty juniper
  kettle kite ladder lagoon lake lamp lantern larch lark laurel lavender leaf ledge lemon letter library lichen lily
  linden linen loaf loom lotus lupin magnolia mallow mango maple marble marigold market marsh meadow melody mill mint
  mirror mitten moon moor moss mulberry needle nettle notebook nutmeg oak oasis oat ocean olive orchard orchid oriole
  otter paddle paper parlor parsley path pavilion pear pebble pencil peony petal piano pier pigeon pillow pine plaza
  plum pocket pond poplar poppy porch postcard pottery prairie primrose pumpkin quarry quill quilt rain rainbow raven
  reed ribbon ridge river robin rose rosemary saffron sage sail sandal scarf sedge shell shore sky slate snowdrop song
  sparrow spoon spruce star stitch stone story stream swallow swan tailor tea teapot terrace thicket thistle thread
  thyme timber tower trail tulip tunnel turnip twig umbrella vale valley vase violet violin walnut water wave wheat
  wheel willow window wool wren yarn yarrow
`);

export const nouns = /* @__PURE__ */ fewNouns.concat(moreNouns);

export const places = /* @__PURE__ */ words(`
  almanac archive atelier avenue bookshop books cafe circle club collective corner court crafts diary evenings farm
  fields foods friends gallery garden goods guild hall house journal kitchen lane letters lodge market mornings museum
  notes nursery orchard pages pantry papers park parlour place post press project review road room school shed society
  square store stories street studio supply table terrace trail view walk walks weekly works workshop yard
`);
