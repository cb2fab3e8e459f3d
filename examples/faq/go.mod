module example.com/faq

go 1.27
