// Every function by keyboard: one table, which "?" lists. Single keys work outside text fields and can be turned off.

// [key as event.key, key as shown, action of the app, Chinese, English]
export const KEYS = [
  ["/", "/", "focusSearch", "搜索", "search"],
  ["?", "?", "toggleHelp", "这张按键表", "this list of keys"],
  ["g", "G", "focusCanvas", "到图上", "go to the graph"],
  ["i", "I", "focusCard", "到详情卡片", "go to the card"],
  ["l", "L", "focusFilters", "到筛选", "go to the filters"],
  ["t", "T", "toggleTable", "打开或关闭表格", "open or close the table"],
  ["[", "[", "previousLink", "所选实体的上一条关系", "previous relation of the selected thing"],
  ["]", "]", "nextLink", "所选实体的下一条关系", "next relation of the selected thing"],
  ["e", "E", "expandSelected", "展开邻居", "expand neighbours"],
  ["c", "C", "collapseSelected", "收拢邻居", "collapse neighbours"],
  ["h", "H", "hideSelected", "隐藏", "hide"],
  ["u", "U", "unhide", "显示已隐藏的", "show what is hidden"],
  ["p", "P", "pinSelected", "固定或取消固定", "pin or unpin"],
  ["s", "S", "startSelected", "设为路径起点", "start a path here"],
  ["d", "D", "pathSelected", "从起点到这里的路径", "paths from the start to here"],
  ["n", "N", "commonSelected", "与起点的共同邻居", "neighbours in common with the start"],
  ["f", "F", "fit", "全图", "fit the whole graph"],
  ["+", "+", "zoomIn", "放大", "zoom in"],
  ["-", "−", "zoomOut", "缩小", "zoom out"],
  ["b", "B", "back", "后退", "back"],
  ["v", "V", "forward", "前进", "forward"],
  ["a", "A", "toggleArrows", "箭头", "arrows"],
  ["r", "R", "toggleNames", "关系名", "relation names"],
  ["k", "K", "share", "复制链接", "copy link"],
  ["x", "X", "openExports", "导出菜单", "export menu"],
  ["o", "O", "toggleTheme", "深色或浅色", "dark or light"],
  ["z", "Z", "toggleLanguage", "中文或英文", "Chinese or English"],
];

export const CANVAS_KEYS = [
  ["← ↑ → ↓", "图上：到那个方向最近的实体", "on the graph: to the nearest thing that way"],
  ["Shift + ← ↑ → ↓", "图上：移动视野", "on the graph: move the view"],
  ["Enter", "图上：打开所选实体的卡片", "on the graph: open the card of the selected thing"],
  ["Esc", "关闭或取消选择", "close, or select nothing"],
];

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT"
    || (target.tagName === "INPUT" && !["checkbox", "button"].includes(target.type)));
}

export function listenToKeys(app) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      app.escape();
      return;
    }
    if (isTyping(event.target) || !app.shortcuts) return;
    const found = KEYS.find(([key]) => key === event.key || key === event.key.toLowerCase());
    if (found) {
      event.preventDefault();
      app[found[2]]();
    }
  });
  app.parts.canvas.addEventListener("keydown", (event) => {
    if (event.key in ARROWS) {
      event.preventDefault();
      app.step(...ARROWS[event.key], event.shiftKey);
    } else if (event.key === "Enter") {
      event.preventDefault();
      app.focusCard();
    }
  });
}
