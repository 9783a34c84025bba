/** Lets a text area be as high as what is written in it, up to the limit that its style sets. */

/** Fits the height to the text. */
export function grow(area) {
  area.style.height = "auto";
  // What is not shown has no height to measure; its style decides until it is.
  if (area.scrollHeight) area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}
