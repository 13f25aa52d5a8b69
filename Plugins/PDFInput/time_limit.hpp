// How long poppler may work on a page.
#ifndef PDFINPUT_TIME_LIMIT_HPP
#define PDFINPUT_TIME_LIMIT_HPP

#include <mapreduce.h>

// Reads the parameter `pdf.page-timeout`, in seconds; 0 stands for no limit of our own.
mr_status page_seconds(mr_task *task, uint32_t &seconds);

// Tells the host that the page of that number, from 1, is worked on from now on, or that the document is
// opened: number 0. What takes longer is given up by the host, with its process: poppler cannot be stopped.
void say_reading(mr_task *task, uint64_t number, uint32_t seconds);

#endif
