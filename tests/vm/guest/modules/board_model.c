// SPDX-License-Identifier: MIT
/*
 * What a Raspberry Pi's device tree says of the board, on a machine that has no device tree:
 * libraries read the model and the revision before they touch a pin.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static const char model[] = "Raspberry Pi 4 Model B Rev 1.4"; /* ends in NUL, as there */
static const unsigned char revision[] = { 0x00, 0xc0, 0x31, 0x14 }; /* big-endian */

static struct proc_dir_entry *tree;

static int show_model(struct seq_file *to, void *unused)
{
	return seq_write(to, model, sizeof(model));
}

static int show_revision(struct seq_file *to, void *unused)
{
	return seq_write(to, revision, sizeof(revision));
}

static int __init board_model_init(void)
{
	struct proc_dir_entry *system;

	tree = proc_mkdir("device-tree", NULL);
	system = tree ? proc_mkdir("system", tree) : NULL;
	if (!system ||
	    !proc_create_single("model", 0444, tree, show_model) ||
	    !proc_create_single("linux,revision", 0444, system, show_revision)) {
		proc_remove(tree);
		return -ENOMEM;
	}
	return 0;
}

static void __exit board_model_exit(void)
{
	proc_remove(tree);
}

module_init(board_model_init);
module_exit(board_model_exit);
MODULE_DESCRIPTION("Model and revision of a Raspberry Pi in /proc/device-tree");
MODULE_LICENSE("Dual MIT/GPL");
