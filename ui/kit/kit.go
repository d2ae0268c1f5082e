// Package kit is Ladle's look: colours, type, icons, the pen that paints rasters, and the widgets every pane is made
// of. Panes never name a colour, a font file or a pixel radius; they name tokens ("text.muted") and use what is here.
//
// # How it is built
//
// Palette and Theme come from the embedded design tokens; C looks a token up in the palette now in force, and
// SetVariant changes it while the program runs. Pen paints text, icons, state glyphs, boxes and waterfall phases into
// an image.RGBA, in units of one pixel at scale 1. Everything visible is painted by a Pen: a small widget is one
// raster of its own size, a pane (timeline, body, queue) is one Surface, a raster with scrolling, hover, focus and
// keys. Flex arranges them in rows and columns. So the tree stays short (the toolkit walks all of it for every
// frame), edges fall on device pixels at every scale, and the screenshot equals the window.
//
// Shell is the layer between a window and its content: tooltips, toasts, commands and their keys. Menus, dialogs and
// combos are overlays of the window's canvas.
//
// # Goroutines
//
// Nothing here is locked. Call every function and method on the goroutine that runs the Fyne main loop, where all
// callbacks run too; use fyne.Do to get there. Only the search for system fonts runs elsewhere, and it comes back by
// itself.
//
// # Vertical rule
//
// Text of size s in a box at y of height h has its baseline at round(y + h/2 + 0.36*s): the capitals are centred and
// both type families share one line. Baseline computes it.
package kit
