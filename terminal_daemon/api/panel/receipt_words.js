// The words of receipts and of their printer: two tables with the same keys, like the page's own.

/** @type {Record<string, string>} */
export const CHINESE = {
  receipt: "查看凭条",
  receipt_close: "收起凭条",
  receipt_print: "打印凭条",
  receipt_printing: "正在打印…",
  receipt_printed: "凭条已打印。",
  receipt_copy: "凭条已打印，标有“副本”。",
  receipt_sent: "凭条已发送给打印机。",
  receipt_waiting: "凭条正在排队，随后打印。",
  receipt_not: "凭条没有打印：{why}",
  printer_bad: "打印机无法打印凭条，收款不受影响",
  printer_not_reached: "连不上打印机：请打开电源，检查连线。",
  printer_not_allowed: "终端无权使用打印机：请运行 terminal-daemon doctor 查看原因。",
  printer_library_missing: "缺少这台打印机的程序库：请运行 terminal-daemon doctor 查看。",
  printer_no_paper: "打印机缺纸：请换上新纸卷。",
  printer_cover_open: "打印机上盖未关：请关好上盖。",
  printer_fault: "打印机报告故障：请关机再开机，检查切刀。",
  printer_stopped: "打印中途停止：请检查纸张和连线，然后重新打印。",
};

/** @type {Record<string, string>} */
export const ENGLISH = {
  receipt: "Show receipt",
  receipt_close: "Hide receipt",
  receipt_print: "Print receipt",
  receipt_printing: "Printing …",
  receipt_printed: "The receipt is printed.",
  receipt_copy: "The receipt is printed, marked COPY.",
  receipt_sent: "The receipt was sent to the printer.",
  receipt_waiting: "The receipt waits its turn and comes then.",
  receipt_not: "The receipt was not printed: {why}",
  printer_bad: "The printer prints no receipts; payments go on",
  printer_not_reached: "It cannot be reached: switch it on, see its cable.",
  printer_not_allowed: "The terminal may not use it: terminal-daemon doctor says why.",
  printer_library_missing: "Its library is missing: see terminal-daemon doctor.",
  printer_no_paper: "It is out of paper: put in a new roll.",
  printer_cover_open: "Its cover is open: close it.",
  printer_fault: "It reports a fault: switch it off and on, see its knife.",
  printer_stopped: "It stopped in the midst of it: see paper and cable, print again.",
};
