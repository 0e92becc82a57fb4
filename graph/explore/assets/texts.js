// Every word of the page in Chinese and English. {0}, {1} stand for values.

const WORDS = {
  title: ["产脉 · 图谱浏览", "chanmai · graph explorer"],
  search: ["搜索名称、别名或拼音首字母", "Search names, aliases, pinyin initials"],
  searchLabel: ["搜索实体", "Search entities"],
  noMatch: ["没有找到“{0}”", "Nothing is called “{0}”"],
  matches: ["{0} 个结果", "{0} results"],
  moreMatches: ["另有 {0} 个，请输入更多字", "{0} more: type on"],
  back: ["后退", "Back"], forward: ["前进", "Forward"], fit: ["全图", "Fit"], zoomIn: ["放大", "Zoom in"], zoomOut: ["缩小", "Zoom out"],
  table: ["表格", "Table"], share: ["复制链接", "Copy link"], shared: ["链接已复制", "Link copied"],
  shareByHand: ["请从这里复制链接", "Copy the link from here"],
  exports: ["导出", "Export"], png: ["图片 PNG", "Image PNG"], csv: ["表格 CSV", "Table CSV"], turtle: ["RDF Turtle", "RDF Turtle"],
  graphml: ["GraphML", "GraphML"], sparql: ["查询 SPARQL", "Query SPARQL"], decisions: ["审核意见 TSV", "Review decisions TSV"],
  language: ["English", "中文"],
  theme: ["深色", "Dark"], themeLight: ["浅色", "Light"], help: ["帮助", "Help"], reset: ["复位", "Reset"],
  filters: ["筛选", "Filters"], clear: ["清除筛选", "Clear filters"], legend: ["图例", "Legend"],
  kind: ["类别", "Class"], region: ["地区", "Region"], industry: ["产业", "Industry"], designation: ["称号", "Designation"],
  document: ["文档", "Document"], year: ["年份", "Year"], confidence: ["置信度", "Confidence"], status: ["状态", "Status"],
  Achieved: ["已实现", "achieved"], Underway: ["进行中", "under way"], Planned: ["计划", "planned"], undated: ["未注明", "undated"],
  more: ["还有 {0} 个", "{0} more"], fewer: ["收起", "Fewer"],
  arrows: ["箭头", "Arrows"], names: ["关系名", "Relation names"],
  years: ["时间", "Time"], from: ["从", "from"], to: ["到", "to"], allYears: ["全部年份", "all years"], yearRange: ["{0}–{1} 年", "{0}–{1}"],
  drawn: ["画出 {2} 个实体中的 {0} 个、{3} 条关系中的 {1} 条", "{0} of {2} things and {1} of {3} relations drawn"],
  undrawn: ["另有 {0} 个符合筛选而未画出", "{0} more pass the filters and are not drawn"], draw: ["画出", "Draw"], drawMore: ["画出 {0} 个", "Draw {0}"],
  leftOut: ["本文件略去了 {0} 个次要实体；完整的图请用 chanmai serve 浏览", "{0} minor things were left out of this file; see the whole graph by chanmai serve"],
  notShown: ["另有 {0} 个次要实体未在本页：可搜索名称，或点开相邻实体加载", "{0} minor things are not on this page: search for a name, or open a neighbour to load them"],
  empty: ["没有可画的内容", "Nothing to draw"],
  card: ["详情", "Details"], cardHint: ["点一个实体看它的卡片，点一条关系看说出它的句子。按 ? 看全部按键。", "Click a thing for its card, a relation for the sentences that state it. Press ? for all keys."],
  aliases: ["又称", "Also"], code: ["代码", "Code"], place: ["所在", "Within"], titles: ["称号", "Designations"],
  relations: ["关系", "Relations"], numbers: ["数字", "Numbers"], documents: ["文档", "Documents"], mentions: ["{0} 次", "{0}×"],
  expand: ["展开", "Expand"], collapse: ["收拢", "Collapse"], hide: ["隐藏", "Hide"], pin: ["固定", "Pin"], unpin: ["取消固定", "Unpin"], unhide: ["显示已隐藏的 {0} 个", "Show {0} hidden"],
  expandAll: ["展开邻居", "Expand neighbours"], setStart: ["设为起点", "Start here"], pathHere: ["从“{0}”到这里的路径", "Paths from {0} to here"],
  commonHere: ["与“{0}”的共同邻居", "Neighbours in common with {0}"], startIs: ["起点：{0}", "Start: {0}"], clearStart: ["取消起点", "Clear start"],
  pathTitle: ["{0} → {1}", "{0} → {1}"], paths: ["最短路径 {0} 条，{1} 步", "{0} shortest paths of {1} steps"], onePath: ["最短路径 1 条，{0} 步", "1 shortest path of {0} steps"],
  noPath: ["现有资料中没有连接两者的路径。", "No path joins the two in what the reports say."],
  noPathFiltered: ["按当前筛选没有连接两者的路径。", "No path joins the two under these filters."],
  common: ["共同邻居 {0} 个", "{0} neighbours in common"], noCommon: ["没有共同邻居。", "No neighbours in common."],
  evidence: ["依据", "Evidence"], sentences: ["{0} 句", "{0} sentences"], sentence: ["1 句", "1 sentence"], sentenceWord: ["原句", "sentence"], noEvidence: ["没有句子说出这条关系（来自外部的图）。", "No sentence states this relation (it came from another graph)."],
  characters: ["字符 {0}–{1}", "characters {0}–{1}"], certainty: ["置信度 {0}", "confidence {0}"], rule: ["规则 {0}", "rule {0}"], issued: ["发布 {0}", "issued {0}"],
  period: ["时期", "Period"], value: ["数值", "Value"], indicator: ["指标", "Indicator"], original: ["原文", "Source"], open: ["看原句", "Sentence"],
  outgoing: ["{0}", "{0}"], incoming: ["{0}（被）", "{0} (of)"],
  things: ["实体", "Things"], name: ["名称", "Name"], links: ["关系", "Relations"], subject: ["主体", "Subject"], predicate: ["关系", "Relation"], object: ["客体", "Object"],
  tableLabel: ["图中内容的表格", "Table of what is drawn"], tableCut: ["只列前 {0} 行", "First {0} rows only"], closeTable: ["关闭表格", "Close table"], close: ["关闭", "Close"],
  canvasLabel: ["关系图。方向键在实体间移动，回车打开卡片，? 看全部按键。", "Graph. Arrow keys move between things, Enter opens the card, ? lists all keys."],
  keys: ["按键", "Keys"], shortcuts: ["使用单键快捷键", "Use single-key shortcuts"],
  selectedThing: ["{0}，{1}，{2} 条关系", "{0}, {1}, {2} relations"], skip: ["跳到图", "Skip to graph"],
  review: ["审核", "Review"], accept: ["认可", "Accept"], reject: ["驳回", "Reject"], same: ["与“{0}”是同一个", "Same as {0}"], different: ["与“{0}”不是同一个", "Not {0}"],
  decided: ["已记下 {0} 条审核意见，用“导出”保存", "{0} decisions noted; save them by Export"], above: ["以上", "or more"], below: ["以下", "or less"], about: ["约", "about"],
  yoy: ["同比", "year on year"], mom: ["环比", "month on month"], average: ["年均", "average"], loaded: ["已载入 {0} 个邻居", "{0} neighbours loaded"], loading: ["正在载入…", "Loading…"], loadFailed: ["载入失败：{0}", "Loading failed: {0}"], fetchMore: ["从服务器载入邻居", "Load neighbours from the server"],
  band: ["{0}–{1}", "{0}–{1}"], trend: ["{0} 各期走势", "{0} by period"],
};

export const LANGUAGES = ["zh", "en"];

export function translator(language) {
  const column = language === "en" ? 1 : 0;
  return (key, ...values) => (WORDS[key]?.[column] ?? key).replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)] ?? ""));
}

export function hasText(key) {
  return key in WORDS;
}
